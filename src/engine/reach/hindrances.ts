import type { State } from '@vpcctl/sdk';
import { realHost } from '../../host/index.js';
import type { HostView } from '../../model/reach/index.js';
import { findHindrances, trafficNeeds } from '../../model/traffic/index.js';
import type { PluginHost } from '../registry/plugin-host.js';

/**
 * A view of the host with what keeps packets from arriving there. Reads the host.
 * @param state the present state, which the host was made for
 */
export async function withHindrances(
  { hostPorts = realHost }: PluginHost,
  state: State,
  host: HostView,
): Promise<HostView> {
  if (host === null) return null;
  const { traffic } = await hostPorts.readFacts({
    traffic: trafficNeeds(state, process.geteuid?.() === 0),
  });
  if (traffic === undefined) return host;
  return { ...host, hindrances: findHindrances(state, traffic) };
}
