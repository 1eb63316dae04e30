import {
  type HostReader,
  type Meter,
  type MetricFamily,
  type MetricSample,
  type State,
  vpcsOf,
  WORKLOAD_LABELS,
  workloadLabels,
  workloadsOf,
} from '@vpcctl/sdk';
import { byNetlink, type NetlinkHost } from '../netlink/netlink-host.js';
import { type Counters, parseCounters } from '../proc/counters.js';

/** The kernel's file with the counters of all links of this namespace. */
const FILE = '/proc/self/net/dev';

const NAMES = {
  sentBytes: 'vpcctl_workload_transmit_bytes_total',
  sentPackets: 'vpcctl_workload_transmit_packets_total',
  receivedBytes: 'vpcctl_workload_receive_bytes_total',
  receivedPackets: 'vpcctl_workload_receive_packets_total',
} as const;

const counter = (name: string, help: string): MetricFamily => ({
  ...{ name, kind: 'counter', help },
  labels: WORKLOAD_LABELS,
});

/** What each workload has sent and received: the counters of its veth pair's end on the host. */
export const trafficMeter: Meter = {
  name: 'traffic',
  families: [
    counter(NAMES.sentBytes, 'Bytes that the workload has sent, with Ethernet headers'),
    counter(NAMES.sentPackets, 'Packets that the workload has sent, dropped ones included'),
    counter(NAMES.receivedBytes, 'Bytes that the workload has received, with Ethernet headers'),
    counter(NAMES.receivedPackets, 'Packets that the workload has received'),
  ],
  read: async (state, host) => trafficSamples(state, readCounters(host)),
};

/** Pure. @param counters of the host's links; a workload whose link is missing has no sample */
export function trafficSamples(state: State, counters: readonly Counters[]): MetricSample[] {
  const known = new Map(counters.map((each) => [each.name, each]));
  return vpcsOf(state).flatMap(({ name }) =>
    workloadsOf(state, name).flatMap((workload) => {
      const port = known.get(workload.hostEnd.name);
      if (port === undefined) return [];
      const labels = workloadLabels(workload);
      // What the host's end receives, the workload has sent.
      return [
        { name: NAMES.sentBytes, labels, value: port.receivedBytes },
        { name: NAMES.sentPackets, labels, value: port.receivedPackets },
        { name: NAMES.receivedBytes, labels, value: port.sentBytes },
        { name: NAMES.receivedPackets, labels, value: port.sentPackets },
      ];
    }),
  );
}

function readCounters(host: HostReader | NetlinkHost): readonly Counters[] {
  const read = byNetlink(host, 'the counters of links cannot be read', (session) =>
    session.socket(null).counters(),
  );
  return read ?? parseCounters(host.readFile(FILE) ?? '');
}
