import {
  type ContainerReference,
  type HostFacts,
  type HostNeeds,
  inputError,
  type State,
} from '@vpcctl/sdk';
import { hostName } from '../../model/workloads/index.js';
import { type FoundNamespace, type Instance, instancesOf, madeAsOf } from './state.js';

/** The instance that an attachment may take the place of. */
interface Wanted {
  readonly vpc: string;
  readonly subnet: string;
  readonly name: string;
}

function attachedAs(state: State, { vpc, subnet, name }: Wanted): Instance | null {
  const same = instancesOf(state, vpc, subnet).find((instance) => instance.name === name);
  return same === undefined || same.attachment === null ? null : same;
}

/** Whether the process by which an instance of that name was attached has to be looked at. */
export function needsToReplace(state: State, wanted: Wanted): HostNeeds {
  const known = attachedAs(state, wanted);
  const process = known?.attachment?.process ?? null;
  if (known === null || process === null) return {};
  const attached = [{ namespace: known.namespace, process }];
  return { traffic: { routes: [], forwarding: [], attached } };
}

/** The attached instance of that name, where nothing of its namespace is left; else null. */
export function findEnded(state: State, wanted: Wanted, host: HostFacts): Instance | null {
  const known = attachedAs(state, wanted);
  if (known === null) return null;
  const hasEnded = known.attachment?.process
    ? (host.traffic?.deserted.includes(known.namespace) ?? false)
    : !host.namespaces.includes(known.namespace);
  return hasEnded ? known : null;
}

/** The namespace that takes the place. */
interface Replacement {
  readonly by: FoundNamespace['by'];
  readonly interfaces: readonly string[];
  readonly routes: string[];
  readonly ip: string | undefined;
  /** Null where it was not named as a container. */
  readonly container: ContainerReference | null;
}

/**
 * An instance that has ended, in its new namespace. Names, MACs and the address stay.
 * @throws VpcctlError `ADDRESS_FIXED`, `INTERFACE_TAKEN`
 */
export function replaced(ended: Instance, replacement: Replacement): Instance {
  const { by, interfaces, routes, ip, container } = replacement;
  const { vpc, subnet, name, address, guestEnd } = ended;
  const label = `${vpc}/${subnet}/${name}`;
  const detach = `or detach the old one first: vpcctl detach ${vpc} ${subnet} ${name}`;
  if (ip !== undefined && ip !== address) {
    const message = `${label} has ended, and what takes its place keeps its address ${address}`;
    throw inputError('ADDRESS_FIXED', message, 'leave --ip out', detach);
  }
  if (interfaces.includes(guestEnd.name)) {
    const message = `the namespace already has an interface ${guestEnd.name}, the name that ${label} has`;
    throw inputError('INTERFACE_TAKEN', message, 'rename it there', detach);
  }
  return {
    ...ended,
    namespace: 'netns' in by ? by.netns : hostName(madeAsOf(ended)),
    attachment: {
      process: 'process' in by ? by.process : null,
      routes,
      ...(container !== null && { container }),
    },
  };
}
