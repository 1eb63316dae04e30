import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type HostLab, startHostLab } from '../../../support/host/lab.js';
import { shownLink } from './shown-links.js';
import { json } from './support.js';

const COMMANDS = [
  'create-vpc vpc1 10.0.0.0/16',
  'add-subnet vpc1 public 10.0.1.0/24 --type public',
  'add-subnet vpc1 private 10.0.2.0/24',
];

/** A bridge of another program has a port with an address; so has a port of ours. */
const OTHERS = `set -e
ip link add other up type bridge
ip link add port up master other type ifb
ip address add 192.0.2.9/32 dev port
ip address add 192.0.2.10/32 dev veth-vpc1-publi`;

let host: HostLab;
beforeAll(async () => {
  host = await startHostLab({ env: { VPCCTL_EXECUTOR: 'netlink' } });
  for (const command of COMMANDS) {
    const { exitCode, stderr } = await host.lab.vpcctl(...command.split(' '));
    if (exitCode !== 0) throw new Error(`${command}: ${stderr}`);
  }
  await host.shell(OTHERS);
});
afterAll(() => host.stop());

const network = z.object({
  addresses: z.array(z.object({ interface: z.string(), cidr: z.string() })),
  uplinks: z.array(z.json()),
  running: z.array(z.string()).transform((names) => names.sort()),
});

it('the ports of VPCs are left out of the links of the host', async () => {
  const links = z.array(shownLink).parse(await json(host, 'ip -j -d link'));
  const others = links.filter(({ master }) => !master?.startsWith('br-vpc'));
  const read = await host.ask(z.array(z.object({ name: z.string() })), {
    ...{ do: 'netlink', ask: 'linksBut', prefix: 'vpcctl:' },
  });
  expect(read.map(({ name }) => name).sort()).toEqual(others.map(({ ifname }) => ifname).sort());
  expect(links.length).toBe(others.length + 2);
});

it('the network of the host is the same by netlink and by programs', async () => {
  const [netlink, programs] = await Promise.all(
    (['netlink', 'programs'] as const).map((by) => host.ask(network, { do: 'network', by })),
  );
  expect(netlink).toEqual(programs);
  expect(netlink?.running).toContain('port');
  const interfaces = netlink?.addresses.map((address) => address.interface);
  expect(interfaces).toEqual(expect.arrayContaining(['port', 'veth-vpc1-publi']));
});
