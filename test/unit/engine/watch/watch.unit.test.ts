import { expect, it } from 'vitest';
import { NOBODY_GONE, noteAbsence } from '../../../../src/engine/watch/processes.js';
import { type Look, watch } from '../../../../src/engine/watch/watch.js';
import { processOf } from '../../../support/containers/host.js';
import { rejection } from '../../../support/engine/support.js';
import { tutorialEngine } from '../../../support/engine/time-engine.js';

/** An engine, with what it takes to watch until the first report. */
async function watched() {
  const engine = await tutorialEngine(3);
  const end = new AbortController();
  const looks: Look[] = [];
  let closed = 0;
  const close = async () => {
    closed += 1;
  };
  const context = {
    ...engine.context,
    signal: end.signal,
    watchKernel: async () => ({ reason: null, close }),
  };
  const options = {
    every: 30_000,
    report: (look: Look) => {
      looks.push(look);
      end.abort('SIGTERM');
    },
  };
  return { engine, context, options, looks, closed: () => closed };
}

const ids = ({ changes }: Look) =>
  changes.map((change) => (change.action === 'delete' ? change.before.id : change.after.id));

it('repairs what is wrong when it starts, reports it, and ends cleanly on a signal', async () => {
  const { engine, context, options, looks, closed } = await watched();
  const { things } = engine.host;
  engine.host.tamper('veth:veth-vpc1-publi', null);
  await watch(context, options);
  expect(looks.map(ids)).toEqual([['veth:veth-vpc1-publi']]);
  expect(engine.host.things).toEqual(things);
  expect(closed()).toBe(1);
});

it('reports what it repaired, and what it could not, and why', async () => {
  const { engine, context, options, looks } = await watched();
  engine.host.tamper('veth:veth-vpc1-publi', null);
  engine.host.tamper('rule:7001:iif:br-vpc1', null);
  engine.host.trouble = (_, id) => (id === 'veth:veth-vpc1-publi' ? 'no such device' : null);
  await watch(context, options);
  expect(looks.flatMap(ids)).toContain('rule:7001:iif:br-vpc1');
  expect(looks[0]?.failures).toEqual([
    expect.stringMatching(/^veth:veth-vpc1-publi: .*no such device/),
  ]);
});

it('ends with the error where it cannot even start, and listens no longer', async () => {
  const { context, options, closed } = await watched();
  const openHost = () => {
    throw new Error('there is no host');
  };
  expect(await rejection(watch({ ...context, openHost }, options))).toMatchObject({
    message: 'there is no host',
  });
  expect(closed()).toBe(1);
});

it('says so where the kernel cannot be heard, and how often it looks then', async () => {
  const { engine, context, options } = await watched();
  engine.host.tamper('bridge:br-vpc1', { off: true });
  const { watchKernel } = engine.context;
  await watch({ ...context, watchKernel }, options);
  expect(engine.notices).toContain(
    "the kernel's messages cannot be read (the host is in memory): looking every 2 s",
  );
});

it('looks at once when a process has ended, and ever more rarely while it stays away', () => {
  let absence = NOBODY_GONE;
  const looksUntil = (seconds: number, run: number, from: number) => {
    const looks: number[] = [];
    for (let now = from * 1000; now < seconds * 1000; now += 500) {
      const noted = noteAbsence(absence, run === 0 ? [] : [processOf(run)], now);
      absence = noted.absence;
      if (noted.isDue) looks.push(now / 1000);
    }
    return looks;
  };
  expect(looksUntil(10, 0, 0)).toEqual([]);
  expect(looksUntil(110, 1, 10)).toEqual([10, 11, 13, 17, 25, 41, 71, 101]);
  // It runs again, and ends again.
  expect(looksUntil(120, 0, 110)).toEqual([]);
  expect(looksUntil(123, 2, 120)).toEqual([120, 121]);
});
