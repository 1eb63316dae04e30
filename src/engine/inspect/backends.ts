import { PACKET_POLICY_KINDS, type State } from '@vpcctl/sdk';
import { backendOf } from '../../features/backend/state.js';
import { whyUnsupported } from '../../host/driver-support.js';
import { hostOf, openReader } from '../open.js';
import type { PluginHost } from '../registry/plugin-host.js';

/** Which driver serves the packet policy, and which could. */
export interface Backends {
  /** Null where none was chosen yet. */
  readonly name: string | null;
  readonly serves: readonly string[];
  /** Those that are installed, and how they stand to this host, as it is now. */
  readonly installed: readonly {
    readonly name: string;
    readonly unsupportedReason: string | null;
    /** What whoever chooses it must know. */
    readonly warning: string | null;
  }[];
}

/** Asks each backend whether it can serve this host. Changes nothing. */
export async function showBackends(plugins: PluginHost, state: State): Promise<Backends> {
  const { registry } = await openReader(plugins);
  const host = hostOf(plugins).createHost();
  const installed = registry.backends.map(async (driver) => {
    const { name, warning = null } = driver;
    return { name, warning, unsupportedReason: await whyUnsupported(driver, host) };
  });
  return {
    name: backendOf(state),
    serves: PACKET_POLICY_KINDS,
    installed: await Promise.all(installed),
  };
}
