import { didYouMean, type HostFacts, inputError, isAnyNetwork, parseNetwork } from '@vpcctl/sdk';
import type { Vpc } from './state.js';

/**
 * The interface to the internet: `wanted`, or that of the host's default route; null without
 * either. Its gateway is recorded only where the host's own default route uses another interface.
 * @throws VpcctlError `INTERFACE_UNKNOWN`, `INTERFACE_IS_ROUTER`
 */
export function chooseUplink(
  wanted: string | undefined,
  host: HostFacts,
  vpcs: readonly Vpc[],
): Vpc['uplink'] {
  const defaults = host.routes
    .filter(({ destination }) => isAnyNetwork(parseNetwork(destination)))
    .sort((a, b) => a.metric - b.metric);
  const chosen = wanted ?? defaults[0]?.interface;
  if (chosen === undefined) return null;
  const router = vpcs.find((vpc) => vpc.bridge.name === chosen);
  if (router !== undefined) {
    throw inputError(
      'INTERFACE_IS_ROUTER',
      `${chosen} is the router of VPC ${router.name}, and no uplink`,
      'name an interface of the host; to let the two VPCs talk: vpcctl peer',
    );
  }
  if (!host.interfaces.includes(chosen)) {
    const meant = didYouMean(chosen, host.interfaces);
    throw inputError(
      'INTERFACE_UNKNOWN',
      `there is no interface ${JSON.stringify(chosen)}`,
      ...(meant === null ? [] : [`did you mean ${meant}?`]),
      `there is: ${host.interfaces.join(', ')}`,
    );
  }
  if (chosen === defaults[0]?.interface) return { interface: chosen, gateway: null };
  const own = defaults.find((route) => route.interface === chosen);
  return { interface: chosen, gateway: own?.gateway ?? null };
}
