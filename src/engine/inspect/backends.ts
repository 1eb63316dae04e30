import { PACKET_POLICY_KINDS, type State } from '@vpcctl/sdk';
import { whyUnsupported } from '../../host/index.js';
import { hostOf, openReader } from '../context/open.js';
import type { PluginHost } from '../registry/plugin-host.js';

/** The backend in use, and the backends that are installed. */
export interface Backends {
  /** Null where none was chosen yet. */
  readonly name: string | null;
  /** The kinds that a backend serves. */
  readonly serves: readonly string[];
  /** The installed backends. */
  readonly installed: readonly {
    readonly name: string;
    /** Why the backend can't serve this host; null where it can. */
    readonly unsupportedReason: string | null;
    /** A warning for users who choose it. */
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
    name: registry.backendOf(state),
    serves: PACKET_POLICY_KINDS,
    installed: await Promise.all(installed),
  };
}
