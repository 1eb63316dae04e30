import { afterAll, beforeAll, expect, test } from 'vitest';
import { ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges, hostState } from '../../support/lab/host-state.js';

let lab: Lab;
let before: HostState;
beforeAll(async () => {
  lab = await startLab({ env: { VPCCTL_BACKEND: 'none' } });
  before = await hostState(lab);
});
afterAll(() => lab.stop());

const rules = async (): Promise<string> => (await lab.run('nft', ['list', 'ruleset'])).stdout;
const crosses = async (): Promise<boolean> => {
  return (await lab.shell('ip netns exec a-x ping -q -c1 -W0.5 10.1.1.1')).exitCode === 0;
};

test('VPCs are built without a packet policy, and nothing is filtered', async () => {
  for (const vpc of ['a 10.0.0.0/16', 'b 10.1.0.0/16'])
    await ok(lab, 'create-vpc', ...vpc.split(' '));
  await ok(lab, 'add-subnet', 'a', 'x', '10.0.1.0/24');
  await ok(lab, 'add-subnet', 'b', 'y', '10.1.1.0/24');
  expect(await rules()).toBe('');
  expect(await crosses()).toBe(true);
  expect(await ok(lab, 'replay', '--dry-run')).toContain('nothing to do');
  expect(await ok(lab, 'backend', 'show')).toMatch(/none +in use: nothing is filtered/);
  expect(await ok(lab, 'status')).toMatch(/^backend +none: nothing is filtered: /m);
});

test('the backend none can be switched off and on again, and leaves nothing', async () => {
  await ok(lab, 'backend', 'set', 'nftables');
  expect(await rules()).toContain('veth-b-y');
  expect(await crosses()).toBe(false);
  expect(await ok(lab, 'replay', '--dry-run')).toContain('nothing to do');
  expect(await ok(lab, 'status')).toMatch(/^backend +nftables$/m);
  for (const line of ['backend set none --dry-run', 'undo --dry-run', 'undo']) {
    const { exitCode, stderr } = await lab.vpcctl(...line.split(' '));
    expect({ line, exitCode, stderr }).toEqual({
      ...{ line, exitCode: 0 },
      stderr: expect.stringContaining('warning: nothing is filtered: VPCs are not isolated'),
    });
  }
  expect(await rules()).toBe('');
  for (const vpc of ['a', 'b']) await ok(lab, 'delete-vpc', vpc);
  expect(hostChanges(before, await hostState(lab))).toEqual([]);
});
