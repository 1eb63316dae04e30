import {
  type HostReader,
  hairpinOf,
  type Meter,
  type MetricSample,
  type State,
  vpcsOf,
  WORKLOAD_LABELS,
  workloadLabels,
  workloadsOf,
} from '@vpcctl/sdk';
import { type ConnectionOwner, connection, readConnectionOwner } from '../netlink/index.js';
import { byNetlink, type NetlinkHost } from '../netlink/netlink-host.js';

const VPC = 'vpcctl_vpc_connections';
const WORKLOAD = 'vpcctl_workload_connections';

/** The bits of a mark that are the VPC's; those above say by which uplink an answer leaves. */
const VPC_BITS = 0xffff;

/** The connections that the kernel tracks, by VPC and by the workload that opened them. */
export const connectionsMeter: Meter = {
  name: 'connections',
  families: [
    {
      ...{ name: VPC, kind: 'gauge', labels: ['vpc'] },
      help: 'Connections of the VPC that the kernel tracks, whichever end opened them',
    },
    {
      ...{ name: WORKLOAD, kind: 'gauge', labels: WORKLOAD_LABELS },
      help: 'Connections that the kernel tracks and that the workload opened',
    },
  ],
  read: async (state, host) => connectionSamples(state, await readOwners(host)),
};

/** Pure. */
export function connectionSamples(
  state: State,
  owners: readonly ConnectionOwner[],
): MetricSample[] {
  const marks = new Map<number, number>();
  const sources = new Map<string, number>();
  const count = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { mark, zone, source } of owners) {
    count(marks, mark & VPC_BITS);
    if (zone !== null) count(sources, `${zone} ${source}`);
  }
  return vpcsOf(state).flatMap((vpc) => [
    {
      name: VPC,
      labels: { vpc: vpc.name },
      value: (marks.get(vpc.segment) ?? 0) + (marks.get(hairpinOf(vpc)) ?? 0),
    },
    ...workloadsOf(state, vpc.name).map((workload) => ({
      name: WORKLOAD,
      labels: workloadLabels(workload),
      value: workload.addresses.reduce(
        (sum, { text }) => sum + (sources.get(`${vpc.segment} ${text}`) ?? 0),
        0,
      ),
    })),
  ]);
}

/** Whose the IPv4 connections are that the kernel tracks. */
async function readOwners(host: HostReader | NetlinkHost): Promise<readonly ConnectionOwner[]> {
  const read = byNetlink(host, 'the connections cannot be read', (session) =>
    session.conntrack().dump(connection.all(), readConnectionOwner),
  );
  if (read !== null) return read;
  // Loaded on demand: it brings zod.
  const { parseConnections } = await import('../conntrack/entry.js');
  const known = parseConnections(await host.run('conntrack', ['-L', '-f', 'ipv4']));
  return known.map(({ mark, segment, original }) => ({
    ...{ mark, zone: segment },
    source: original.source,
  }));
}
