import { didYouMean, type HostFacts, inputError, type State } from '@vpcctl/sdk';
import { allWorkloads } from '../../model/workloads/index.js';
import { selectVpcs, type Vpc } from './state.js';

/** The word for the interfaces that the host itself uses, whichever they are. */
const AUTO = 'auto';

/**
 * The interface called `wanted`, with its gateway; null for `auto`, which is the default.
 * @throws VpcctlError `INTERFACE_UNKNOWN`, `INTERFACE_IS_ROUTER`, `INTERFACE_IS_PORT`,
 *   `INTERFACE_IS_LOOPBACK`
 */
export function chooseUplink(
  wanted: string | undefined,
  host: HostFacts,
  state: State,
): Vpc['uplink'] {
  if (wanted === undefined || wanted === AUTO) return null;
  const router = Object.values(selectVpcs(state)).find((vpc) => vpc.bridge.name === wanted);
  if (router !== undefined) {
    throw inputError(
      'INTERFACE_IS_ROUTER',
      `${wanted} is the router of VPC ${router.name}, and no uplink`,
      'name an interface of the host; to let the two VPCs talk: vpcctl peer',
    );
  }
  const port = allWorkloads(state).find(({ hostEnd }) => hostEnd.name === wanted);
  if (port !== undefined) {
    throw inputError(
      'INTERFACE_IS_PORT',
      `${wanted} is the veth pair of ${port.label}, and no uplink`,
      'name an interface to the internet, or auto',
    );
  }
  if (wanted === 'lo') {
    throw inputError(
      'INTERFACE_IS_LOOPBACK',
      'lo leads to this host alone, and is no uplink',
      'name an interface to the internet, or auto',
    );
  }
  if (!host.interfaces.includes(wanted)) {
    const meant = didYouMean(wanted, [...host.interfaces, AUTO]);
    throw inputError(
      'INTERFACE_UNKNOWN',
      `there is no interface ${JSON.stringify(wanted)}`,
      ...(meant === null ? [] : [`did you mean ${meant}?`]),
      `there is: ${host.interfaces.join(', ')}; auto follows the default route of the host`,
    );
  }
  const known = host.uplinks.find((uplink) => uplink.interface === wanted);
  return { interface: wanted, gateway: known?.gateway ?? null };
}
