import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HostEvent, linkEvents, repairEvents } from '../../../../src/engine/events/event.js';
import { followEvents } from '../../../../src/engine/events/follow.js';
import { readEvents } from '../../../../src/engine/events/read.js';
import { renderEvent, viewEvent } from '../../../../src/ui/views/see/events.js';
import { eventually } from '../../../support/cli/gate.js';
import { ADD_PUBLIC, CREATE_VPC1, openTestEngine } from '../../../support/engine/support.js';

const AT = '2026-11-30T12:00:00.000Z';
const words = (events: readonly HostEvent[]) => events.map(({ kind, text }) => `${kind} ${text}`);

describe('what happened', () => {
  it('is read from the journal and the record of repairs, in the order of time', async () => {
    const { context, run } = openTestEngine();
    expect(await readEvents(context, {})).toEqual([]);
    await run(CREATE_VPC1);
    context.writeRepair({
      ...{ at: new Date().toISOString(), count: 2 },
      ...{ changes: ['create a', 'create b'], failures: ['no c'] },
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await run(ADD_PUBLIC);
    const all = await readEvents(context, {});
    expect(words(all)).toEqual([
      'change create VPC vpc1 10.0.0.0/16 (ada)',
      'repaired create a, and 1 more',
      'unrepaired no c',
      expect.stringMatching(/^change add public subnet \w+ .* to vpc1 \(ada\)$/),
    ]);
    expect(words(await readEvents(context, { count: 1 }))).toEqual(words(all.slice(-1)));
    const since = Date.parse(all.at(-1)?.at ?? '');
    expect(words(await readEvents(context, { since }))).toEqual(words(all.slice(-1)));
    expect(await readEvents(context, { count: 0 })).toEqual([]);
  });

  it('names a change that failed, and why', async () => {
    const { context, host, run } = openTestEngine();
    host.trouble = (action) => (action === 'create' ? 'no room' : null);
    await run(CREATE_VPC1).catch(() => {});
    expect(words(await readEvents(context, {}))).toEqual([
      expect.stringMatching(/^failed create VPC vpc1 10\.0\.0\.0\/16: create .*: no room \(ada\)$/),
    ]);
  });

  it('is told as it happens, each once', async () => {
    const { context, run } = openTestEngine();
    await run(CREATE_VPC1);
    const end = new AbortController();
    const told: HostEvent[] = [];
    const known = new Set((await readEvents(context, {})).map(({ key }) => key));
    let isReady = false;
    const tell = (event: HostEvent) => void told.push(event);
    const ready = () => {
      isReady = true;
    };
    const done = followEvents({ ...context, signal: end.signal }, known, tell, ready);
    await eventually(() => expect(isReady).toBe(true));
    await run(ADD_PUBLIC);
    await eventually(() => expect(told).toHaveLength(2));
    context.writeRepair({ at: AT, count: 1, changes: ['create a'], failures: [] });
    await eventually(() => expect(told).toHaveLength(3));
    end.abort();
    await done;
    expect(told.map(({ kind }) => kind)).toEqual(['change', 'came', 'repaired']);
  });
});

describe('links', () => {
  const names = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd'));
  const snapshot = fc.record({
    uplinks: fc
      .tuple(names, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
      .map(([all, up]) => new Map(all.map((name, at) => [name, up[at] ?? false]))),
    workloads: names.map((all) => new Set(all)),
  });

  it('that come and go lead from one snapshot to the next', () => {
    fc.assert(
      fc.property(snapshot, snapshot, (before, after) => {
        const workloads = new Set(before.workloads);
        const up = new Set([...before.uplinks].flatMap(([name, isUp]) => (isUp ? [name] : [])));
        for (const { kind, subjects } of linkEvents(before, after, AT)) {
          const [name = ''] = subjects;
          const set = kind === 'came' || kind === 'went' ? workloads : up;
          const isNew = kind === 'came' || kind === 'up';
          expect(set.has(name)).toBe(!isNew);
          if (isNew) set.add(name);
          else set.delete(name);
        }
        expect(workloads).toEqual(after.workloads);
        expect([...up].sort()).toEqual(
          [...after.uplinks].flatMap(([name, isUp]) => (isUp ? [name] : [])).sort(),
        );
      }),
    );
  });
});

it('an event is one line, whatever is in its text', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.nat(0x2fff).map((code) => String.fromCharCode(code)) }),
    fc.constantFrom('\u001b[2J', 'a\nb'),
  );
  fc.assert(
    fc.property(text, (line) => {
      const found = repairEvents([{ number: 1, at: AT, count: 0, changes: [], failures: [line] }]);
      for (const event of found) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may be left
        expect(renderEvent(viewEvent(event))).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }
    }),
  );
});
