import { type BackendFact, VpcctlError } from '@vpcctl/sdk';
import { requireUsable } from './state.js';

/** The backends that are chosen by default, the first usable one. Any other has to be named. */
const PREFERRED: readonly string[] = ['nftables', 'iptables-legacy'];

/** The backends to be asked, in order, whether they can serve a host that has none yet. */
export function candidates(request: string | undefined): readonly string[] {
  return request === undefined ? PREFERRED : [request];
}

/**
 * The backend for a host that has none yet: the requested one, or the first that can serve the
 * host.
 * @throws VpcctlError as {@link requireUsable}; `BACKEND_NONE` where no backend can serve the host
 */
export function chooseBackend(
  request: string | undefined,
  backends: readonly BackendFact[],
): string {
  if (request !== undefined) return requireUsable(request, backends);
  const asked = candidates(request).flatMap((name) =>
    backends.filter((each) => each.name === name),
  );
  const chosen = asked.find(({ unsupportedReason }) => unsupportedReason === null);
  if (chosen !== undefined) return chosen.name;
  throw new VpcctlError('no backend can filter packets for VPCs on this host', {
    code: 'BACKEND_NONE',
    category: 'environment',
    hints:
      asked.length > 0
        ? asked.map(({ name, unsupportedReason }) => `${name}: ${unsupportedReason}`)
        : ['install a plugin with a backend: @vpcctl/nftables'],
  });
}
