import { afterAll, beforeAll, expect, it } from 'vitest';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { killAt, recovered } from '../../support/chaos/kill.js';
import { expectUnchanged } from '../../support/chaos/unchanged.js';
import { buildTutorial } from '../../support/cli/tutorial.js';
import { json } from '../../support/cli/vpcctl.js';
import {
  FILTER_TOOL,
  type StepFault,
  vpcctlMeeting,
  wasReached,
} from '../../support/lab/faults.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

let lab: Lab;
let before: HostState;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
  before = await wholeHost(lab);
});
afterAll(() => lab.stop());

async function expectRolledBack(outcome: 'failed' | 'interrupted'): Promise<void> {
  await expectUnchanged(lab, before);
  const { entries } = await json(lab, historyOutputSchema, 'history');
  expect(entries.at(-1)).toMatchObject({ outcome });
}

/** Places in the middle of a command: by then it has changed something. Where that fails, take a later one. */
it.each([
  ['create-vpc vpc3 10.3.0.0/16', 12],
  ['peer vpc1 vpc2', 9],
  ['delete-subnet vpc1 private', 9],
  ['delete-vpc vpc1', 9],
])('%s, killed at crash point %i, is rolled back by the next command', async (line, at) => {
  expect(await killAt(lab, line, at)).toBe(true);
  expect(hostChanges(before, await wholeHost(lab))).not.toEqual([]);
  expect(await recovered(lab)).toBe(true);
  await expectRolledBack('interrupted');
});

it.each([
  ['delete-subnet vpc1 private', 7, 'umount /run/netns/vpc1-private'],
  ['add-subnet vpc1 new 10.0.3.0/24', 7, 'touch /run/netns/vpc1-new'],
])(
  '%s, killed at %i while it worked on the file of a namespace (%s), too',
  async (line, at, left) => {
    expect(await killAt(lab, line, at)).toBe(true);
    expect(await lab.shell(left)).toMatchObject({ exitCode: 0 });
    expect(await recovered(lab)).toBe(true);
    await expectRolledBack('interrupted');
  },
);

it.each<[line: string, where: Pick<StepFault, 'at' | 'program' | 'executor'>]>([
  ['create-vpc vpc3 10.3.0.0/16', { program: 'ip', at: 3 }],
  ['add-subnet vpc1 new 10.0.3.0/24', { at: 9 }],
  ['add-subnet vpc1 new 10.0.3.0/24', { at: 9, executor: 'programs' }],
  ['peer vpc1 vpc2', { program: FILTER_TOOL, at: 1 }],
])('%s with a failing step is rolled back: %o', async (line, where) => {
  const fault = { ...where, does: 'fail', says: 'Error: No buffer space available' } as const;
  const { exitCode, stderr } = await vpcctlMeeting(lab, fault, line.split(' '));
  expect(wasReached(lab)).toBe(true);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringContaining('No buffer space available'),
  });
  await expectRolledBack('failed');
});
