import { afterAll, beforeAll, expect, it } from 'vitest';
import { POLICY, POLICY_FILE, STORY, writeIn } from '../../support/cli/tutorial.js';
import { without } from '../../support/cli/without.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

/** All that vpcctl starts where it does not speak netlink, but the packet filter's program. */
const PROGRAMS = ['ip', 'bridge', 'tc', 'conntrack', 'flock', 'sysctl'];

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ env: { VPCCTL_EXECUTOR: 'netlink' } });
  writeIn(lab, POLICY_FILE, JSON.stringify(POLICY));
});
afterAll(() => lab.stop());

it('the commands of the tutorial, a limit, and repair need no program but nft', async () => {
  const lines = [
    ...STORY.slice(0, 10),
    ['shape', 'vpc1', 'public', '--rate', '10mbit'],
    ['status'],
    ['replay'],
    ['undo', '2'],
    ['redo', '2'],
    ['replay'],
    ...STORY.slice(10),
  ].map((args) => `vpcctl ${args.join(' ')} >/dev/null`);
  const result = await without(lab, PROGRAMS, 'sh', '-ec', lines.join('\n'));
  expect(result).toMatchObject({ exitCode: 0 });
});

it('and without netlink they are missed', async () => {
  const command = ['env', 'VPCCTL_EXECUTOR=programs', 'vpcctl', ...(STORY[0] ?? [])];
  expect(await without(lab, PROGRAMS, ...command)).toMatchObject({ exitCode: 3 });
});
