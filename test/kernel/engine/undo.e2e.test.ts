import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POLICY, POLICY_FILE, STORY, writeIn } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

let lab: Lab;
let empty: HostState;
/** The host after each command so far. */
const hosts: HostState[] = [];
beforeAll(async () => {
  lab = await startLab();
  writeIn(lab, POLICY_FILE, JSON.stringify(POLICY));
  empty = await wholeHost(lab);
  hosts.push(empty);
});
afterAll(() => lab.stop());

async function expectHost(expected: HostState | undefined): Promise<void> {
  expect(hostChanges(expected ?? {}, await wholeHost(lab))).toEqual([]);
}

describe('undo restores the host before the change, object by object; redo the host after it', () => {
  it.each(STORY.map((args) => [args.join(' '), args]))('%s', async (_, args) => {
    const before = hosts.at(-1);
    await ok(lab, ...args);
    const after = await wholeHost(lab);
    expect(hostChanges(before ?? {}, after)).not.toEqual([]);
    await ok(lab, 'undo');
    await expectHost(before);
    await ok(lab, 'redo');
    await expectHost(after);
    hosts.push(after);
  });
});

it('undo and redo of many changes at once, also of a revert, restore the host', async () => {
  const commands = STORY.length;
  await ok(lab, 'undo', '5');
  await expectHost(hosts[commands - 5]);
  await ok(lab, 'undo', '4');
  await expectHost(hosts[commands - 9]);
  await ok(lab, 'redo', '4');
  await expectHost(hosts[commands - 5]);
  const entries = (await ok(lab, 'history')).split('\n');
  const peering = entries.find((line) => line.includes('peer vpc1 with vpc2'))?.trim();
  await ok(lab, 'revert', String(Number.parseInt(peering ?? '', 10)));
  expect(hostChanges(hosts[commands - 5] ?? {}, await wholeHost(lab))).not.toEqual([]);
  await ok(lab, 'undo');
  await expectHost(hosts[commands - 5]);
  await ok(lab, 'undo', '--to', '0');
  await expectHost(empty);
});

it('undo of delete-vpc restores the VPC and its traffic', async () => {
  for (const args of STORY.slice(0, 7)) await ok(lab, ...args);
  const before = await wholeHost(lab);
  await ok(lab, 'delete-vpc', 'vpc1');
  await ok(lab, 'undo');
  await expectHost(before);
  const ping = (from: string, to: string) => `ip netns exec ${from} ping -q -c1 -W5 ${to}`;
  const pings = [ping('vpc1-private', '172.16.1.1'), ping('vpc1-public', '198.51.100.8')];
  expect(await lab.shell(pings.join(' && '))).toMatchObject({ exitCode: 0 });
});

it('undo gives the name of a link back to another workload, in a namespace that comes with it', async () => {
  const change = (verb: string, name: string) => ok(lab, `${verb}-instance`, 'vpc1', 'app', name);
  await ok(lab, 'add-subnet', 'vpc1', 'app', '10.0.9.0/24');
  await change('add', 'two');
  await change('add', 'three');
  const before = await wholeHost(lab);
  // Both would be veth-vpc1-app-t, cut to 15 characters: `three` gets it when it is free.
  await change('delete', 'two');
  await change('delete', 'three');
  await change('add', 'three');
  await ok(lab, 'undo', '3');
  await expectHost(before);
});
