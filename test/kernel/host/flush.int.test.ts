import { diff } from '@vpcctl/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { flushAfter } from '../../../src/host/conntrack/after-change.js';
import { parseConnections } from '../../../src/host/conntrack/entry.js';
import { STATES } from '../../support/features/golden-states.js';
import { type HostLab, startHostLab } from '../../support/host/lab.js';
import type { Step } from '../../support/host/netlink-agent.js';
import { runSteps } from './netlink/support.js';

/** Both flush the same connections: one host by programs, the other by netlink. */
let hosts: readonly HostLab[] = [];
beforeAll(async () => {
  hosts = [
    await startHostLab({ env: { VPCCTL_EXECUTOR: 'programs' } }),
    await startHostLab({ env: { VPCCTL_EXECUTOR: 'netlink' } }),
  ];
});
afterAll(() => Promise.all(hosts.map((host) => host.stop())));

/** With a gateway, and the address of the host. */
const ENDS = ['10.0.1.1', '10.0.2.1', '172.16.1.1', '198.51.100.8', '10.0.0.1', '203.0.113.2'];
const PORTS = [
  [6, 22],
  [6, 8080],
  [17, 53],
  [17, 9001],
] as const;
const MARKS = [7001, 7002, 7003];

interface Opened {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly mark: number;
}

/** The answers have no zone, so those of the VPCs differ by the port that NAT chose. */
function opened({ from, to, port, mark }: Opened, protocol: number): Step {
  const zone = mark === 0 ? null : mark;
  const original = { source: from, destination: to, sourcePort: 10_000 + port, port };
  const reply = { source: to, destination: from, sourcePort: port, port: 30_000 + mark + port };
  const common = { protocol, icmp: null };
  return [
    'connection.add',
    {
      ...{ original: { ...original, ...common, zone }, reply: { ...reply, ...common, zone: null } },
      ...{ mark, zone: 0, timeoutSeconds: 600 },
    },
  ];
}

/** Each pair of ends with each port, in each VPC, and as many that are no VPC's. */
const connections = [...MARKS, 0].flatMap((mark) =>
  ENDS.flatMap((from) =>
    ENDS.filter((to) => to !== from).flatMap((to) =>
      PORTS.map(([protocol, port]) => opened({ from, to, port, mark }, protocol)),
    ),
  ),
);

async function remaining(host: HostLab): Promise<string[]> {
  const listed = parseConnections(await host.shell('conntrack -L -f ipv4 2>/dev/null'));
  return listed.map((each) => JSON.stringify(each)).sort();
}

const flushes = Object.entries(STATES).flatMap(([name, { before, after }]) => {
  const changes = diff(before, after);
  const known = [...before, ...after];
  const operations = flushAfter({ changes, known, desired: after });
  return operations.length === 0 ? [] : [{ name, operations }];
});

it('there are changes that flush', () => expect(flushes.length).toBeGreaterThan(5));

it.each(flushes)(
  'netlink ends the connections that conntrack ends: $name',
  async ({ operations }) => {
    for (const host of hosts) {
      await host.shell('conntrack -F 2>/dev/null');
      await runSteps(host, null, connections);
    }
    const before = await Promise.all(hosts.map(remaining));
    expect(before[0]).toEqual(before[1]);
    for (const host of hosts) await host.execute(operations);
    const [byPrograms, byNetlink] = await Promise.all(hosts.map(remaining));
    expect(byNetlink).toEqual(byPrograms);
    expect(byNetlink?.length).toBeLessThan(before[0]?.length ?? 0);
    expect(byNetlink?.length).toBeGreaterThan(0);
  },
);
