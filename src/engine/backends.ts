import { type BackendFact, PACKET_POLICY_KINDS, type State } from '@vpcctl/sdk';
import { backendOf } from '../features/backend/select.js';
import { readBackends } from '../host/backends.js';
import { createHost } from '../host/host.js';
import { openReader } from './open.js';
import type { PluginHost } from './plugin-host.js';

/** Which driver serves the packet policy, and which could. */
export interface Backends {
  /** Null where none was chosen yet. */
  readonly name: string | null;
  readonly serves: readonly string[];
  /** Those that are installed, and how they stand to this host, as it is now. */
  readonly installed: readonly BackendFact[];
}

/** Asks each backend whether it can serve this host. Changes nothing. */
export async function showBackends(plugins: PluginHost, state: State): Promise<Backends> {
  const { registry } = await openReader(plugins);
  return {
    name: backendOf(state),
    serves: PACKET_POLICY_KINDS,
    installed: await readBackends(registry.backends, createHost()),
  };
}
