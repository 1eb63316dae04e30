import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeOutputSchema } from '../../../src/schemas/change.js';
import { POLICY, POLICY_FILE, STORY, writeIn } from '../../support/cli/tutorial.js';
import { json } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

/** Where lines are pasted. It has no vpcctl and no journal of its own. */
const PASTED = '/run/pasted.sh';

let vpcctl: Lab;
let shell: Lab;
beforeAll(async () => {
  vpcctl = await startLab({ env: { VPCCTL_EXECUTOR: 'netlink' } });
  shell = await startLab();
  writeIn(vpcctl, POLICY_FILE, JSON.stringify(POLICY));
  for (const lab of [vpcctl, shell]) await lab.shell('ip netns add c1');
});
afterAll(async () => {
  await vpcctl?.stop();
  await shell?.stop();
});

/** The commands of the tutorial, some of them with what they have beside it. */
const COMMANDS: readonly (readonly string[])[] = [
  ...STORY.slice(0, 7),
  ['shape', 'vpc1', 'public', '--rate', '10mbit', '--direction', 'both'],
  ['forward', 'vpc1', 'public', '8080:80'],
  ['attach', 'vpc1', 'public', '--netns', 'c1'],
  ['detach', 'vpc1', 'public', 'c1'],
  ['undo', '4'],
  ['redo', '4'],
  ['backend', 'set', 'iptables-legacy'],
  ['backend', 'set', 'nftables'],
  ...STORY.slice(7),
];

describe('what a command prints is what it does by netlink', () => {
  it.each(COMMANDS.map((args) => [args.join(' '), args] as const))('%s', async (_, args) => {
    const { commands } = await json(vpcctl, changeOutputSchema, ...args);
    expect(commands.length).toBeGreaterThan(0);
    writeIn(shell, PASTED, `${commands.join('\n')}\n`);
    const { exitCode, stderr } = await shell.shell(`sh -e ${PASTED} </dev/null`);
    expect({ exitCode, stderr, commands }).toMatchObject({ exitCode: 0 });
    const [done, pasted] = await Promise.all([vpcctl, shell].map(comparableHost));
    expect(hostChanges(pasted ?? {}, done ?? {})).toEqual([]);
  });
});

/** The kernel lists neighbours by a hash, and routes in the order in which links got a carrier. */
async function comparableHost(lab: Lab): Promise<HostState> {
  const host = await wholeHost(lab);
  return Object.fromEntries(Object.entries(host).map(([name, lines]) => [name, [...lines].sort()]));
}
