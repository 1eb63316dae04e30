import {
  type Meter,
  type MetricSample,
  type State,
  vpcsOf,
  WORKLOAD_LABELS,
  workloadLabels,
  workloadsOf,
} from '@vpcctl/sdk';
import { limitsOf } from './state.js';

const VPC = 'vpcctl_vpc_connections_limit';
const WORKLOAD = 'vpcctl_workload_connections_limit';

/** The shares of VPCs and workloads in the host's table of connections. */
export const limitsMeter: Meter = {
  name: 'limits',
  families: [
    {
      ...{ name: VPC, kind: 'gauge', labels: ['vpc'] },
      help: 'Connections that the VPC may have: its share of the table of the host',
    },
    {
      ...{ name: WORKLOAD, kind: 'gauge', labels: WORKLOAD_LABELS },
      help: 'Connections that the workload may have opened',
    },
  ],
  read: async (state) => limitSamples(state),
};

function limitSamples(state: State): MetricSample[] {
  return vpcsOf(state).flatMap(({ name }) => {
    const { connections, perWorkload } = limitsOf(state, name);
    return [
      { name: VPC, labels: { vpc: name }, value: connections },
      ...workloadsOf(state, name).map((workload) => ({
        name: WORKLOAD,
        labels: workloadLabels(workload),
        value: perWorkload,
      })),
    ];
  });
}
