import {
  defineIntent,
  type HostFacts,
  type HostNeeds,
  inputError,
  type ProcessIdentity,
  type State,
} from '@vpcctl/sdk';
import { hostName } from '../../model/workloads/index.js';
import { instanceSchema } from './schema.js';
import { type Instance, instancesOf, requireOrigin } from './state.js';

/** The namespace of a container takes the place of the one before it, which has ended. */
export const reattachInstance = defineIntent({
  type: 'instance.reattach',
  version: 1,
  input: instanceSchema,
  data: instanceSchema,
  decide: (_, instance) => instance,
  precondition: (state, { vpc, subnet, name }) => {
    requireOrigin(state, 'attached', [vpc, subnet, name]);
  },
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, subnet, name, address, namespace, attachment }) => {
    const process = attachment?.process;
    const target = process ? `process ${process.pid}` : `namespace ${namespace}`;
    return `attach ${target} to ${vpc}/${subnet} in place of ${name} ${address}, which has ended`;
  },
});

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
  readonly by: { readonly netns: string } | { readonly process: ProcessIdentity };
  readonly interfaces: readonly string[];
  readonly routes: string[];
  readonly ip: string | undefined;
}

/**
 * An instance that has ended, in its new namespace. Names, MACs and the address stay.
 * @throws VpcctlError `ADDRESS_FIXED`, `INTERFACE_TAKEN`
 */
export function replaced(ended: Instance, { by, interfaces, routes, ip }: Replacement): Instance {
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
    namespace: 'netns' in by ? by.netns : hostName(vpc, subnet, name),
    attachment: { process: 'process' in by ? by.process : null, routes },
  };
}
