import { boundaryId, type DeniedLog, groupBy, madeAs, type Place, type State } from '@vpcctl/sdk';
import { ownValue } from '../../model/records.js';
import { allWorkloads } from '../../model/workloads/index.js';
import { FLOW_LOG_GROUP, recordsDenied, selectFlowLogs } from '../flow-logs/state.js';
import { selectVpcs, type Vpc } from '../vpc/state.js';

/**
 * The log of what is denied, for each VPC that has readers: commands that run on the host, and the
 * service of flow logs. Pure.
 */
export function lowerDeniedLogs(state: State, { deniedReaders = [] }: Place): DeniedLog[] {
  const logs = selectFlowLogs(state);
  if (deniedReaders.length === 0 && Object.keys(logs).length === 0) return [];
  const workloads = groupBy(allWorkloads(state), ({ vpc }) => [vpc]);
  return Object.values(selectVpcs(state)).flatMap((vpc) => {
    const groups = deniedReaders.flatMap((reader) =>
      reader.vpc === null || reader.vpc === vpc.name ? reader.group : [],
    );
    if (recordsDenied(ownValue(logs, vpc.name))) groups.push(FLOW_LOG_GROUP);
    const ports = workloads.get(vpc.name)?.map(({ hostEnd }) => hostEnd.name) ?? [];
    return logOf(vpc, ports, groups);
  });
}

/** Mostly nobody reads, and then there is no log. Each group has one reader. */
function logOf(vpc: Vpc, ports: readonly string[], groups: readonly number[]): DeniedLog[] {
  if (groups.length === 0) return [];
  return [
    {
      kind: 'denied-log',
      id: `denied-log:${madeAs(vpc)}`,
      attributes: {
        vpc: madeAs(vpc),
        bridge: vpc.bridge.name,
        ports,
        groups: [...new Set(groups)].sort((one, other) => one - other),
      },
      dependsOn: [boundaryId(vpc)],
      why: `show what is denied in ${vpc.name}`,
    },
  ];
}
