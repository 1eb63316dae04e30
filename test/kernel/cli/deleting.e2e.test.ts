import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeOutputSchema } from '../../../src/schemas/change.js';
import { expectUnchanged } from '../../support/chaos/unchanged.js';
import { eventually } from '../../support/cli/gate.js';
import { STORY } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { type Background, type Lab, startLab } from '../../support/lab/harness.js';
import type { HostState } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

const LISTEN = "require('http').createServer().listen(8080, () => console.log('listening'))";
const SERVER = ['node', '-e', LISTEN];

let lab: Lab;
let before: HostState;
let server: Background;
beforeEach(async () => {
  lab = await startLab();
  before = await wholeHost(lab);
  for (const args of STORY.slice(0, 3)) await ok(lab, ...args);
  server = lab.start('ip', ['netns', 'exec', 'vpc1-public', ...SERVER]);
  await eventually(() => expect(server.output()).toContain('listening'));
});
afterEach(() => lab.stop());

/** The network of a process, as it sees it itself. */
const linksOf = async (pid: number) => {
  const { stdout } = await lab.run('nsenter', [`--net=/proc/${pid}/ns/net`, 'ip', '-br', 'link']);
  return stdout.trimEnd().split('\n');
};

const inTheLab = (pid: number) => lab.run('kill', ['-0', String(pid)]);

describe.each([['delete-subnet vpc1 public', 'delete-vpc vpc1'], ['delete-vpc vpc1']])(
  '%s, while a server runs there',
  (first, ...rest) => {
    it('cuts off its network, lists it, and does not end it', async () => {
      const { processes } = await json(lab, changeOutputSchema, ...first.split(' '), '--dry-run');
      const listed = {
        namespace: 'vpc1-public',
        pid: expect.any(Number),
        command: SERVER.join(' '),
        ended: false,
      };
      expect(processes).toEqual([listed]);
      const [{ pid } = { pid: 0 }] = processes;
      expect(await linksOf(pid)).toHaveLength(2);

      expect(await ok(lab, ...first.split(' '))).toContain(
        `Still running, without a network (--kill ends them):\n  ${pid}  ${SERVER.join(' ')}\n`,
      );
      expect(await inTheLab(pid)).toMatchObject({ exitCode: 0 });
      expect(await linksOf(pid)).toEqual([expect.stringMatching(/^lo /)]);

      for (const line of rest) await ok(lab, ...line.split(' '));
      await expectUnchanged(lab, before);
    });

    it('also ends it with --kill', async () => {
      const { processes } = await json(lab, changeOutputSchema, ...first.split(' '), '--kill');
      expect(processes).toEqual([
        expect.objectContaining({ namespace: 'vpc1-public', ended: true }),
      ]);
      // Its number is in use until the process that started it has read its exit code.
      await eventually(async () =>
        expect(await inTheLab(processes[0]?.pid ?? 0)).toMatchObject({ exitCode: 1 }),
      );
      for (const line of rest) await ok(lab, ...line.split(' '), '--kill');
      await expectUnchanged(lab, before);
    });
  },
);

it('--kill ends a process that ignores SIGTERM, and its children', async () => {
  const stubborn = lab.start('ip', [
    ...['netns', 'exec', 'vpc1-private', 'bash', '-c'],
    'trap "" TERM; sleep 1000 & echo started; while :; do wait; done',
  ]);
  await eventually(() => expect(stubborn.output()).toContain('started'));
  const text = await ok(lab, 'delete-vpc', 'vpc1', '--kill');
  expect(text).toMatch(/^Ended the processes in it:$/m);
  expect(text.match(/^ {2}\d+ {2}(bash|sleep|node) /gm)).toHaveLength(3);
  const { stdout } = await lab.run('ps', ['-eo', 'args=']);
  expect(stdout).not.toMatch(/^(sleep 1000|node -e)/m);
});

it('the hostile name of a process is escaped on the terminal', async () => {
  const program = "console.log('up'); setInterval(() => {}, 1e6)";
  const hostile = lab.start('ip', [
    ...['netns', 'exec', 'vpc1-private', 'node', '-e', program],
    '\u001b[2Jgone\n  1  fake',
  ]);
  await eventually(() => expect(hostile.output()).toContain('up'));
  const text = await ok(lab, 'delete-subnet', 'vpc1', 'private');
  expect(text).toContain('\ufffd[2Jgone\ufffd  1  fake');
  expect(text).not.toContain('\u001b');
});

it('a subnet of the same name, added at once, is a new one', async () => {
  await ok(lab, 'delete-subnet', 'vpc1', 'public');
  await ok(lab, 'add-subnet', 'vpc1', 'public', '10.0.1.0/24', '--type', 'public');
  const { exitCode } = await lab.shell('vpcctl exec vpc1 private -- curl -sm5 10.0.1.1:8080');
  // Nobody listens there: the old server is in no network any more.
  expect(exitCode).toBe(7);
});

it('all VPCs go by one change, and one undo brings them back', async () => {
  await ok(lab, 'create-vpc', 'vpc2', '172.16.0.0/16', '--label', 'team=blue', '-m', 'two of them');
  await ok(lab, 'add-subnet', 'vpc2/web', '172.16.1.0/24');
  await ok(lab, 'peer', 'vpc1', 'vpc2');
  const full = await wholeHost(lab);
  await ok(lab, 'delete-vpc', '--all', '--yes', '--kill');
  await expectUnchanged(lab, before);
  await ok(lab, 'undo');
  await expectUnchanged(lab, full);
  expect(await ok(lab, 'list', '-q', '-l', 'team=blue')).toBe('vpc2\n');
});
