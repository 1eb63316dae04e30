import {
  type Meter,
  type MetricSample,
  type ObservedQdisc,
  type State,
  WORKLOAD_LABELS,
  workloadLabels,
} from '@vpcctl/sdk';
import { selectShapes } from './state.js';
import { portOf } from './workload.js';

const LABELS = [...WORKLOAD_LABELS, 'direction'];
const NAMES = {
  backlogBytes: 'vpcctl_shaping_backlog_bytes',
  backlogPackets: 'vpcctl_shaping_backlog_packets',
  drops: 'vpcctl_shaping_dropped_packets_total',
} as const;

/** What waits in the queues of limited workloads, and what they have dropped. */
export const shapingMeter: Meter = {
  name: 'shaping',
  families: [
    {
      ...{ name: NAMES.backlogBytes, kind: 'gauge', labels: LABELS },
      help: 'Bytes that wait because the traffic of the workload is limited',
    },
    {
      ...{ name: NAMES.backlogPackets, kind: 'gauge', labels: LABELS },
      help: 'Packets that wait because the traffic of the workload is limited',
    },
    {
      ...{ name: NAMES.drops, kind: 'counter', labels: LABELS },
      help: 'Packets that a limit of the workload has dropped, those of its loss included',
    },
  ],
  async read(state, host) {
    // Loaded on demand, since most commands read no queues.
    const { readQueues } = await import('./driver/observe.js');
    const isIdle = Object.keys(selectShapes(state)).length === 0;
    return isIdle ? [] : queueSamples(state, (await readQueues(host)).qdiscs);
  },
};

/** Pure. @param qdiscs by their links; a limit whose qdisc is missing has no sample */
export function queueSamples(
  state: State,
  qdiscs: ReadonlyMap<string, ObservedQdisc>,
): MetricSample[] {
  return Object.values(selectShapes(state)).flatMap((shape) => {
    const links = { in: shape.in && portOf(state, shape), out: shape.out?.queue.name };
    return Object.entries(links).flatMap(([direction, link]) => {
      const found = link ? qdiscs.get(link)?.statistics : null;
      if (!found) return [];
      const labels = { ...workloadLabels(shape), direction };
      return Object.entries(NAMES).map(([key, name]) => ({
        ...{ name, labels },
        value: found[key as keyof typeof NAMES],
      }));
    });
  });
}
