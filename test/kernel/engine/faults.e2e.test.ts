import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { POLICY, POLICY_FILE, STORY, writeIn } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { FILTER_TOOL, startHeld, vpcctlMeeting, wasReached } from '../../support/lab/faults.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';
import { EXECUTORS } from '../../support/run/needs-koffi.js';

const SAYS = 'Error: No buffer space available';
const CREATE = STORY[0] ?? [];
const ADD = STORY[1] ?? [];

let lab: Lab;
let before: HostState;
beforeAll(async () => {
  lab = await startLab();
  writeIn(lab, POLICY_FILE, JSON.stringify(POLICY));
  await ok(lab, ...CREATE);
  before = await wholeHost(lab);
});
afterAll(() => lab.stop());

describe.each(EXECUTORS)('by %s a step that fails is rolled back, and recorded:', (executor) => {
  it.each([
    ['the first line of the first batch', { at: 1 }],
    ['a line in the middle of a batch', { at: 6, program: 'ip' }],
    ['the packet policy', { at: 1, program: FILTER_TOOL }],
  ])('%s', async (_, place) => {
    const fault = { ...place, executor, does: 'fail', says: SAYS } as const;
    const { exitCode, stdout, stderr } = await vpcctlMeeting(lab, fault, ADD);
    expect({ reached: wasReached(lab), exitCode, stdout }).toEqual({
      ...{ reached: true, exitCode: 1, stdout: '' },
    });
    expect(stderr).toMatch(/^the change failed; rolling back$/m);
    expect(stderr).toMatch(
      /^error: (ip|nft|iptables-legacy-restore) .*No buffer space available$/m,
    );
    expect(hostChanges(before, await wholeHost(lab))).toEqual([]);
    const { entries } = await json(lab, historyOutputSchema, 'history');
    expect(entries.at(-1)).toMatchObject({
      outcome: 'failed',
      error: { code: 'HOST_STEP_FAILED', message: expect.stringContaining(SAYS) },
    });
  });

  it('does not happen with a fault after the last step', async () => {
    const fault = { at: 99, executor, does: 'fail', says: SAYS } as const;
    expect(await vpcctlMeeting(lab, fault, ADD)).toMatchObject({ exitCode: 0 });
    expect(wasReached(lab)).toBe(false);
    await ok(lab, 'undo');
    expect(hostChanges(before, await wholeHost(lab))).toEqual([]);
  });
});

it.each([
  { at: 1, program: FILTER_TOOL },
  // In the middle of a batch.
  { at: 3, program: 'ip' },
])('a signal rolls back a command that waits at a step: %o', async (place) => {
  const held = await startHeld(lab, place, ADD);
  await held.signal('TERM');
  held.release();
  expect(await held.ended).toMatchObject({ exitCode: 143, stdout: '' });
  expect(hostChanges(before, await wholeHost(lab))).toEqual([]);
});

it('a command that is killed between two operations is rolled back by the next one', async () => {
  const held = await startHeld(lab, { at: 3, program: 'ip' }, ADD);
  await held.signal('KILL');
  await held.ended;
  expect(hostChanges(before, await wholeHost(lab))).not.toEqual([]);
  expect(await lab.vpcctl('delete-vpc', 'nobody')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('was interrupted; rolling it back'),
  });
  expect(hostChanges(before, await wholeHost(lab))).toEqual([]);
});

it('faults work in labs only', async () => {
  const step = { at: 1, does: 'fail', says: SAYS, directory: '/run' };
  const env = { VPCCTL_LAB: '', VPCCTL_STEP_FAULT: JSON.stringify(step) };
  expect(await lab.vpcctlWith({ env }, ...ADD)).toMatchObject({ exitCode: 0 });
});
