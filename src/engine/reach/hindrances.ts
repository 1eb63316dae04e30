import type { State } from '@vpcctl/sdk';
import type { HostPorts } from '../../host/index.js';
import type { HostView } from '../../model/reach/index.js';
import { findHindrances, trafficNeeds } from '../../model/traffic/index.js';

/**
 * A view of the host with what keeps packets from arriving there. Reads the host.
 * @param state the present state, which the host was made for
 */
export async function withHindrances(
  ports: HostPorts,
  state: State,
  host: HostView,
): Promise<HostView> {
  if (host === null) return null;
  const { traffic } = await ports.readFacts({
    traffic: trafficNeeds(state, process.geteuid?.() === 0),
  });
  if (traffic === undefined) return host;
  return { ...host, hindrances: findHindrances(state, traffic) };
}
