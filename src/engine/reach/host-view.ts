import type { State } from '@vpcctl/sdk';
import { selectVpcs } from '../../features/vpc/state.js';
import type { HostPorts } from '../../host/ports.js';
import type { HostView } from '../../model/reach/index.js';

/**
 * The host's own addresses and routes, where it carries the VPCs of `state`; null elsewhere: the journal is then looked at
 * on another machine, or nothing is built yet. Starts no program.
 * @param state of now, whose routers are on the host
 */
export async function readHostView(ports: HostPorts, state: State): Promise<HostView> {
  const { interfaces, routes } = await ports.readFacts({});
  const routers = new Set(Object.values(selectVpcs(state)).map(({ bridge }) => bridge.name));
  if (!interfaces.some((name) => routers.has(name))) return null;
  return {
    addresses: ports
      .readAddresses()
      .filter(({ interface: name }) => !routers.has(name))
      .map(({ address }) => address),
    routes: routes.filter(({ interface: name }) => !routers.has(name)),
  };
}
