import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { expectUnchanged } from '../../support/chaos/unchanged.js';
import { POLICY, POLICY_FILE, STORY, writeIn } from '../../support/cli/tutorial.js';
import { json } from '../../support/cli/vpcctl.js';
import { vpcctlMeeting, wasReached } from '../../support/lab/faults.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import type { HostState } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';
import { LENGTHS } from '../../support/run/lengths.js';
import { EXECUTORS } from '../../support/run/needs-koffi.js';

/** Of how many positions one fails. */
const STRIDE = LENGTHS.allFailingSteps ? 1 : 4;

const SAYS = 'Error: No buffer space available';

let lab: Lab;
let first: HostState;
let faults = 0;
beforeAll(async () => {
  lab = await startLab();
  writeIn(lab, POLICY_FILE, JSON.stringify(POLICY));
  first = await wholeHost(lab);
});
afterAll(() => lab.stop());

/** The least number of steps that a command has; a second VPC and its subnet meet nothing new. */
const STEPS: Readonly<Record<string, number>> = {
  'create-vpc vpc1': 9,
  'add-subnet vpc1 public': 10,
  'add-subnet vpc1 private': 0,
  'create-vpc vpc2': 0,
  'add-subnet vpc2': 0,
  peer: 3,
  'apply-firewall': 1,
  'clear-firewall': 1,
  unpeer: 3,
  'delete-subnet': 2,
  'delete-vpc vpc1': 4,
  'delete-vpc vpc2': 4,
};

describe('a failure of any step is rolled back, and then the command works', () => {
  it.each(STORY.map((args) => [args.join(' '), args] as const))('%s', async (line, args) => {
    const steps = Object.entries(STEPS).find(([start]) => line.startsWith(start))?.[1] ?? 1;
    const before = await wholeHost(lab);
    // Both executors have the same steps, and take turns.
    for (let at = steps === 0 ? 99 : 1, turn = faults; ; at += STRIDE, turn += 1) {
      const executor = EXECUTORS[turn % EXECUTORS.length];
      const fault = { at, does: 'fail', says: SAYS, ...(executor && { executor }) } as const;
      const { exitCode, stdout, stderr } = await vpcctlMeeting(lab, fault, args);
      if (!wasReached(lab)) {
        expect({ exitCode, at }).toEqual({ exitCode: 0, at: expect.any(Number) });
        expect(at).toBeGreaterThan(steps);
        break;
      }
      faults += 1;
      expect({ at, exitCode, stdout }).toEqual({ at, exitCode: 1, stdout: '' });
      expect(stderr).toMatch(/^the change failed; rolling back$/m);
      expect(stderr).toMatch(/^error: (ip|nft) .*: Error: No buffer space available$/m);
      await expectUnchanged(lab, before);
    }
  });
});

it('each failure is in the history, and left nothing on the host', async () => {
  const { entries } = await json(lab, historyOutputSchema, 'history');
  const failed = entries.filter(({ outcome }) => outcome === 'failed');
  expect(failed).toHaveLength(faults);
  for (const { error } of failed) {
    expect(error).toMatchObject({
      code: 'HOST_STEP_FAILED',
      message: expect.stringContaining(SAYS),
    });
  }
  expect(entries.filter(({ outcome }) => outcome === 'applied')).toHaveLength(STORY.length);
  expect(entries).toHaveLength(STORY.length + faults);
  await expectUnchanged(lab, first);
});
