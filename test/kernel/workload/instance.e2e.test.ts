import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subnetOutputSchema } from '../../../src/schemas/vpc.js';
import { eventually } from '../../support/cli/gate.js';
import { writeIn } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

let lab: Lab;
let bare: HostState;
let built: HostState;

beforeAll(async () => {
  lab = await startLab();
  bare = await wholeHost(lab);
  for (const line of [
    'create-vpc vpc1 10.0.0.0/16',
    'add-subnet vpc1 web 10.0.1.0/24 --type public',
    'add-subnet vpc1 db 10.0.2.0/24',
    'add-instance vpc1 web w1',
  ]) {
    await ok(lab, ...line.split(' '));
  }
  built = await wholeHost(lab);
  await ok(lab, 'add-instance', 'vpc1', 'web', 'w2', '--ip', '10.0.1.20');
  await ok(lab, 'add-instance', 'vpc1', 'db', 'd1');
});
afterAll(() => lab.stop());

const guestEnd = (place: string, ...command: string[]) =>
  lab.run('ip', ['netns', 'exec', `vpc1-${place.replace('/', '-')}`, ...command]);
/** Whether an answer comes back. */
const reaches = async (place: string, address: string) =>
  (await guestEnd(place, 'ping', '-c1', '-W1', address)).exitCode === 0;

async function apply(subnet: string, policy: object): Promise<void> {
  writeIn(lab, '/run/policy.json', JSON.stringify(policy));
  await ok(lab, 'apply-firewall', 'vpc1', subnet, '/run/policy.json');
}

it('an instance reaches its neighbours, its router, and the internet if its subnet does', async () => {
  const flows = [
    ['web/w1', '10.0.1.20'],
    ['web/w2', '10.0.1.1'],
    ['web', '10.0.1.2'],
    ['web/w1', '10.0.2.2'],
    ['db/d1', '10.0.1.20'],
    ['web/w1', '10.0.0.1'],
    ['web/w2', '198.51.100.8'],
    ['db/d1', '198.51.100.8'],
  ] as const;
  const answers = await Promise.all(flows.map(([from, to]) => reaches(from, to)));
  expect(answers).toEqual([true, true, true, true, true, true, true, false]);
});

it('exec runs commands in an instance', async () => {
  const look = ['ip', '-br', '-4', 'addr', 'show', 'dev', 'veth-ns-w2'];
  const { stdout } = await lab.vpcctl('exec', 'vpc1', 'web/w2', '--', ...look);
  expect(stdout).toMatch(/ 10\.0\.1\.20\/24 /);
});

describe('a policy', () => {
  /** Whether each of these can connect to a workload of web, on the port that is open and on another. */
  const served = (address: string, ...places: string[]) =>
    Promise.all(
      places.flatMap((place) =>
        ['8080', '8081'].map(
          async (port) => (await guestEnd(place, 'nc', '-z', '-w1', address, port)).exitCode === 0,
        ),
      ),
    );

  it('of the subnet applies to each of its workloads, also between neighbours', async () => {
    const code = `for (const port of [8080, 8081]) require('net').createServer((c) => c.end()).listen(port, () => console.log(port))`;
    const servers = ['vpc1-web', 'vpc1-web-w2'].map((namespace) =>
      lab.start('ip', ['netns', 'exec', namespace, 'node', '-e', code]),
    );
    await eventually(() => {
      for (const server of servers) expect(server.output()).toContain('8081');
    });
    await apply('web', {
      subnet: '10.0.1.0/24',
      ingress: [{ action: 'allow', protocol: 'tcp', port: 8080 }],
    });
    const policed = [true, false, true, false];
    expect(await served('10.0.1.20', 'web/w1', 'db/d1')).toEqual(policed);
    expect(await served('10.0.1.1', 'web/w1', 'db')).toEqual(policed);
    await ok(lab, 'clear-firewall', 'vpc1', 'web');
    expect(await served('10.0.1.20', 'web/w1')).toEqual([true, true]);
    await Promise.all(servers.map((server) => server.stop()));
  });

  it('for sg:VPC/SUBNET follows the workloads of that subnet as they come and go', async () => {
    await apply('db', {
      subnet: '10.0.2.0/24',
      ingress: [{ action: 'allow', protocol: 'icmp', source: 'sg:vpc1/web' }],
    });
    const letIn = async (...places: string[]) =>
      Promise.all(places.map((place) => reaches(place, '10.0.2.2')));
    expect(await letIn('web', 'web/w1', 'db')).toEqual([true, true, false]);
    await ok(lab, 'add-instance', 'vpc1', 'web', 'w3');
    expect(await letIn('web/w3')).toEqual([true]);
    expect(await ok(lab, 'show', 'vpc1/db')).toContain(
      'allow icmp from sg:vpc1/web (10.0.1.1, 10.0.1.2, 10.0.1.20, 10.0.1.3)',
    );
    // A workload in another subnet then has its address.
    await ok(lab, 'delete-instance', 'vpc1', 'web', 'w3');
    expect(await ok(lab, 'show', 'vpc1/db')).not.toContain('10.0.1.3)');
    await ok(lab, 'delete-subnet', 'vpc1', 'web');
    expect(await ok(lab, 'show', 'vpc1/db')).toContain(
      'allow icmp from sg:vpc1/web (nothing: no such subnet, or not peered)',
    );
    await ok(lab, 'undo');
    expect(await letIn('web/w2')).toEqual([true]);
    await ok(lab, 'clear-firewall', 'vpc1', 'db');
  });
});

it('root in an instance cannot spoof its address or its MAC', async () => {
  const { mac } = (await json(lab, subnetOutputSchema, 'show', 'vpc1/web')).guestEnd;
  // What reaches the neighbour is counted by whom it says it is from.
  const { stdout } = await lab.shell(`set -e
    w1() { ip netns exec vpc1-web-w1 "$@"; }
    knock() { w1 ping -c1 -W0.3 "$@" >/dev/null || true; }
    ip netns exec vpc1-web-w2 nft 'table ip seen { chain in { type filter hook input priority 0
      ip saddr 10.0.1.1 counter; ip saddr 10.0.1.2 counter; }; }'
    knock 10.0.1.20
    w1 ip addr add 10.0.1.1/32 dev veth-ns-w1
    knock -I 10.0.1.1 10.0.1.20
    own=$(w1 ip -br link show veth-ns-w1 | awk '{print $3}')
    for other in ${mac} 02:00:00:00:00:07; do
      w1 ip link set veth-ns-w1 address $other
      knock 10.0.1.20
      knock -I 10.0.1.1 10.0.1.20
    done
    w1 ip link set veth-ns-w1 address $own
    w1 ip addr del 10.0.1.1/32 dev veth-ns-w1
    knock 10.0.1.20
    ip netns exec vpc1-web-w2 nft list table ip seen
    ip netns exec vpc1-web-w2 nft delete table ip seen`);
  const seen = [...stdout.matchAll(/saddr (\S+) counter packets (\d+)/g)];
  expect(seen.map(([, from, packets]) => `${from}: ${packets}`)).toEqual([
    '10.0.1.1: 0',
    '10.0.1.2: 2',
  ]);
});

describe('over time', () => {
  it('replay fixes damage; undo and redo restore the same host', async () => {
    const all = await wholeHost(lab);
    await lab.run('ip', ['netns', 'del', 'vpc1-web-w2']);
    expect(await ok(lab, 'replay')).toMatch(/: [1-9]\d* changes/);
    expect(hostChanges(all, await wholeHost(lab))).toEqual([]);
    await ok(lab, 'delete-instance', 'vpc1', 'db', 'd1');
    await ok(lab, 'delete-instance', 'vpc1', 'web', 'w2');
    expect(hostChanges(built, await wholeHost(lab))).toEqual([]);
    await ok(lab, 'undo', '2');
    expect(hostChanges(all, await wholeHost(lab))).toEqual([]);
    await ok(lab, 'redo', '2');
    expect(hostChanges(built, await wholeHost(lab))).toEqual([]);
  });

  it('deleting a subnet deletes its instances, and --kill their processes', async () => {
    const sleeper = lab.start('ip', ['netns', 'exec', 'vpc1-web-w1', 'sleep', '60']);
    await eventually(async () => {
      const { stdout } = await lab.run('ip', ['netns', 'pids', 'vpc1-web-w1']);
      expect(stdout).not.toBe('');
    });
    expect(await ok(lab, 'delete-subnet', 'vpc1', 'web', '--kill')).toMatch(
      /Ended the processes in it:\n {2}\d+ {2}sleep 60\n/,
    );
    await sleeper.stop();
    await ok(lab, 'delete-vpc', 'vpc1');
    expect(hostChanges(bare, await wholeHost(lab))).toEqual([]);
  });
});
