import { inputError } from '@vpcctl/sdk';
import { requireVpc } from '../../model/network/index.js';
import { openReader } from '../context/open.js';
import { parsePointInTime, stateAt } from '../history/point-in-time.js';
import type { PluginHost } from '../registry/plugin-host.js';
import { declaredBy } from './declared.js';
import { type ExportedTopology, exportTopology } from './export.js';
import { topologyJsonSchema } from './json-schema.js';

export type { ExportedTopology } from './export.js';

/**
 * The present state, or one of the past, as a topology. Takes no lock and reads no host.
 * @param at an entry or a time, as {@link parsePointInTime} reads it
 * @param only the VPCs that are wanted; none: all
 * @throws VpcctlError `POINT_IN_TIME_INVALID`, `VPC_UNKNOWN`; as {@link stateAt}
 */
export async function readTopology(
  plugins: PluginHost,
  at: string,
  only: readonly string[],
): Promise<ExportedTopology> {
  const pointInTime = parsePointInTime(at, Date.now());
  const { registry, journal } = await openReader(plugins);
  const state = stateAt(registry, (await journal.read()).entries, pointInTime);
  for (const name of only) requireVpc(state, name);
  const exported = exportTopology(registry, state, only.length === 0 ? null : only);
  if (exported.document['vpcs'] !== undefined) return exported;
  throw inputError(
    'TOPOLOGY_EMPTY',
    'there is no VPC',
    'create one: vpcctl create-vpc vpc1 10.0.0.0/16',
  );
}

/** The JSON schema of topology files, with what the installed plugins add to it. */
export async function readTopologySchema(plugins: PluginHost): Promise<object> {
  const { registry } = await openReader(plugins);
  return topologyJsonSchema(declaredBy(registry));
}
