import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type EventLine, eventLineSchema } from '../../../src/schemas/see/events.js';
import { statusOutputSchema } from '../../../src/schemas/status.js';
import { vpcOutputSchema } from '../../../src/schemas/vpc.js';
import { eventually } from '../../support/cli/gate.js';
import { fileIn } from '../../support/cli/lab-files.js';
import { ok, parse } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
  await ok(lab, 'add-subnet', 'vpc1', 'a', '10.0.1.0/24', '--type', 'public');
});
afterAll(() => lab.stop());

/** Starts a command that goes on. */
function start(name: string, words: string) {
  lab.start('sh', [
    '-c',
    `vpcctl ${words} >/run/${name}.out 2>/run/${name}.err & echo $! >/run/${name}.pid; wait $!; echo $? >/run/${name}.end`,
  ]);
  const file = (end: string) => fileIn(lab, `/run/${name}.${end}`) ?? '';
  return {
    out: () => file('out'),
    err: () => file('err'),
    async end(signal: string) {
      await lab.shell(`kill -${signal} $(cat /run/${name}.pid)`);
      await eventually(() => expect(file('end')).toBe('0\n'));
    },
  };
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

describe('events --follow', () => {
  it('tells of changes, drift, workloads and uplinks as they happen, and ends by Ctrl-C', async () => {
    const events = start('events', 'events --follow --json');
    await eventually(() => expect(events.err()).toContain('Following'));
    const told = (): EventLine[] =>
      linesOf(events.out()).map((line) => parse(eventLineSchema, line));
    const expectTold = (...expected: object[]) =>
      eventually(() => {
        const found = told();
        for (const each of expected) expect(found).toContainEqual(expect.objectContaining(each));
      });
    expect(told()).toEqual([]);
    await ok(lab, 'add-instance', 'vpc1', 'a', 'c');
    await expectTold(
      { kind: 'change', seq: 3, subjects: ['vpc1'] },
      { kind: 'came', subjects: ['vpc1/a/c'] },
    );
    await lab.shell('ip link del veth-vpc1-a-c');
    await expectTold({ kind: 'went', subjects: ['vpc1/a/c'] });
    await ok(lab, 'repair');
    await expectTold({ kind: 'repaired', seq: null });
    await lab.shell('ip link set eth0 down');
    await expectTold({ kind: 'down', subjects: ['eth0'] });
    await lab.shell('ip link set eth0 up; ip route add default via 203.0.113.1');
    await expectTold({ kind: 'up', subjects: ['eth0'] });
    await ok(lab, 'delete-instance', 'vpc1', 'a', 'c', '--confirm-within', '60s');
    await expectTold({ kind: 'awaits', seq: 4 });
    await ok(lab, 'confirm');
    await expectTold({ kind: 'change', seq: 5 });
    await events.end('INT');
    // Nothing was told twice.
    const keys = told().map(({ kind, seq, at, subjects }) => `${kind} ${seq} ${at} ${subjects}`);
    expect(new Set(keys).size).toBe(keys.length);
    const later = linesOf(await ok(lab, 'events', '--since', '1h', '--json')).map((line) =>
      parse(eventLineSchema, line),
    );
    expect(later.filter(({ kind }) => kind === 'change').map(({ seq }) => seq)).toEqual([
      ...[1, 2, 3, 4, 5],
    ]);
    expect(later.filter(({ kind }) => kind === 'repaired')).toHaveLength(1);
  });
});

describe('watch', () => {
  it('list prints anew what there is, after each change', async () => {
    const watch = start('list', 'watch list --json');
    const listed = () =>
      linesOf(watch.out()).map((line) => parse(z.object({ vpcs: z.array(vpcOutputSchema) }), line));
    await eventually(() => expect(listed()).toHaveLength(1));
    await ok(lab, 'add-subnet', 'vpc1', 'b', '10.0.2.0/24');
    await eventually(() =>
      expect(
        listed()
          .at(-1)
          ?.vpcs[0]?.subnets.map(({ name }) => name),
      ).toEqual(['a', 'b']),
    );
    await watch.end('TERM');
  });

  it('status tells of drift when it comes, and when it goes', async () => {
    const watch = start('status', 'watch status --json');
    const seen = () => linesOf(watch.out()).map((line) => parse(statusOutputSchema, line).matches);
    await eventually(() => expect(seen()).toEqual([true]));
    await lab.shell('ip link del br-vpc1');
    await eventually(() => expect(seen().at(-1)).toBe(false));
    await ok(lab, 'repair');
    await eventually(() => expect(seen().at(-1)).toBe(true));
    await watch.end('INT');
  });

  it('draws on the other screen of a terminal, and leaves it at the end', async () => {
    const script = `stty rows 20 cols 60; vpcctl watch list & echo $! >/run/tty.pid; wait $!; echo left`;
    const terminal = lab.start('script', ['-qefc', `sh -c '${script}'`, '/run/typescript']);
    const screen = () => fileIn(lab, '/run/typescript') ?? '';
    await eventually(() => expect(screen()).toContain('vpc1'));
    expect(screen()).toContain('\u001b[?1049h');
    expect(screen()).not.toContain('\u001b[?1049l');
    await ok(lab, 'add-subnet', 'vpc1', 'later', '10.0.3.0/24');
    await eventually(() => expect(screen()).toContain('later'));
    await lab.shell('kill -INT $(cat /run/tty.pid)');
    await eventually(() => expect(screen()).toMatch(/\?1049l[\s\S]*left/));
    terminal.stop();
  });
});
