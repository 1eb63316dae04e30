import { type FlowView, type State, vpcsOf } from '@vpcctl/sdk';
import { coreFeatures } from '../../features/index.js';
import { createHost, hostAddresses, readNetwork, readRouting } from '../../host/index.js';
import { type HostView, type ReachModel, reachModelOf } from '../../model/reach/index.js';
import { lowerAll } from '../model/desired.js';
import type { PluginHost } from '../registry/plugin-host.js';
import type { Registry } from '../registry/registry.js';

const CORE = new Set(coreFeatures.map(({ name }) => name));

/**
 * Builds the reach model of a state. Pure. The core's features are read from their slices, so only
 * those of plugins are lowered.
 */
export function buildReachModel(registry: Registry, state: State, host: HostView): ReachModel {
  const features = registry.features.filter(({ name }) => !CORE.has(name));
  const model = reachModelOf(
    { state, resources: lowerAll({ ...registry, features }, state) },
    host,
  );
  const judges = registry.features.flatMap(({ name: feature, judge }) =>
    judge === undefined ? [] : [{ feature, judge: (packet: FlowView) => judge(state, packet) }],
  );
  return judges.length === 0 ? model : { ...model, judges };
}

/**
 * Reads the host's own addresses, routes and uplinks. Starts no program where netlink is there.
 * @param state the present state, whose routers are on the host
 * @returns null where the host has none of these routers: the journal is read on another host,
 *   or nothing is built yet
 * @throws VpcctlError as `readNetwork`
 */
export async function readHostView({ hostPorts }: PluginHost, state: State): Promise<HostView> {
  const { interfaces, routes } = (await hostPorts?.readFacts({})) ?? readRouting();
  const routers = new Set(vpcsOf(state).map(({ bridge }) => bridge.name));
  if (!interfaces.some((name) => routers.has(name))) return null;
  const { uplinks } =
    (await hostPorts?.readFacts({ network: true })) ?? (await readNetwork(createHost()));
  return {
    addresses: (hostPorts?.readAddresses() ?? hostAddresses())
      .filter(({ interface: name }) => !routers.has(name))
      .map(({ address }) => address),
    routes: routes.filter(({ interface: name }) => name === null || !routers.has(name)),
    uplinks: uplinks.flatMap((each) => (each.isDefault ? [each.interface] : [])),
  };
}
