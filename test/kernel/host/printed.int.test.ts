import { iptablesLegacy } from '@vpcctl/iptables-legacy';
import { nftables } from '@vpcctl/nftables';
import { diff, type Operation, planInvocations } from '@vpcctl/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIproute2Driver, renderInvocation } from '../../../src/host/index.js';
import { STATES } from '../../support/features/golden-states.js';
import { type HostLab, startHostLab } from '../../support/host/lab.js';
import { network } from '../../support/host/resources.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

/**
 * The ports that the golden changes name: iptables-legacy sets flags of theirs, and entries of the
 * forwarding table, which the kernel refuses for ports that are down.
 */
const PORTS = `sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
  ip link add br-golden address 02:00:00:00:99:00 type bridge; ip link set br-golden up
  n=0; for port in veth-vpc1-publi veth-vpc1-priva veth-twin-publi veth-vpc2-publi; do
    n=$((n + 1)); ip link add $port address 02:00:00:00:99:0$n type veth peer name end$n address 02:00:00:00:98:0$n
    ip link set dev $port master br-golden up; ip link set dev end$n up
  done`;

/** In one lab operations are carried out in process; in the other, people paste their lines. */
let inProcess: HostLab;
let pasted: HostLab;
beforeAll(async () => {
  inProcess = await startHostLab({ env: { VPCCTL_EXECUTOR: 'netlink' } });
  pasted = await startHostLab();
  for (const lab of [inProcess, pasted]) await lab.shell(PORTS);
});
afterAll(async () => {
  await inProcess?.stop();
  await pasted?.stop();
});

/** The kernel lists neighbours by a hash, and routes in the order in which links got a carrier. */
async function sortedHost({ lab }: HostLab): Promise<HostState> {
  const host = await wholeHost(lab);
  return Object.fromEntries(Object.entries(host).map(([name, lines]) => [name, [...lines].sort()]));
}

async function expectEqualHosts(): Promise<void> {
  const [made = {}, expected = {}] = await Promise.all([inProcess, pasted].map(sortedHost));
  expect(hostChanges(expected, made)).toEqual([]);
}

/** Makes a change in both labs. */
async function make(operations: readonly Operation[]): Promise<void> {
  const done = inProcess.execute(operations);
  const lines = planInvocations(operations).flat().flatMap(renderInvocation);
  const input = lines.map((line) => `${line}\n`).join('');
  const { exitCode, stderr } = await pasted.lab.run('sh', ['-e'], { input });
  expect({ exitCode, stderr, lines }).toEqual({ exitCode: 0, stderr: '', lines });
  await done;
}

describe.each([nftables, iptablesLegacy])(
  'the printed lines of $name make the same host',
  (driver) => {
    it.each(Object.entries(STATES))('%s', async (_, { before, after }) => {
      await make(driver.compile(diff([], before)));
      await make(driver.compile(diff(before, after)));
      await expectEqualHosts();
      // What this leaves is seen when the next states are compared.
      await make(driver.compile(diff(after, [])));
    });

    it('of all that was deleted', expectEqualHosts);
  },
);

describe('the printed lines of iproute2 make the same host', () => {
  beforeAll(async () => {
    const gone =
      'ip link delete br-golden; for port in $(ls /sys/class/net | grep ^veth-); do ip link delete $port; done';
    for (const lab of [inProcess, pasted]) await lab.shell(gone);
  });
  const { compile } = createIproute2Driver();

  it.each([
    { vpcs: [0], altnames: false, peered: false },
    { vpcs: [2, 1], altnames: true, peered: true },
  ])('of the network %o, and of its deletion', async (shape) => {
    const resources = network(shape);
    await make(compile(diff([], resources)));
    await expectEqualHosts();
    await make(compile(diff(resources, [])));
    await expectEqualHosts();
  });
});
