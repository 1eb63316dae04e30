import { inputError, type ProcessIdentity, type State } from '@vpcctl/sdk';
import { type Attachment, type Instance, requireInstance } from '../../model/network/index.js';

// The model of workloads reads this slice, too, so its types and selectors lie below the features.
export {
  type Attachment,
  INSTANCE_FEATURE,
  type Instance,
  type InstanceSlice,
  instancesOf,
  madeAsOf,
  requireInstance,
  selectInstances,
} from '../../model/network/index.js';

/** A namespace that is to be attached, as the host has it. */
export interface FoundNamespace {
  /** How it was named: by its name under `/run/netns`, or by a process. */
  readonly by: { readonly netns: string } | { readonly process: ProcessIdentity };
  /** All its names under `/run/netns`. */
  readonly names: readonly string[];
  /** Whether it is the host's own. */
  readonly host: boolean;
  readonly interfaces: readonly string[];
  /** The routes of its main table, each to a network. */
  readonly routes: readonly { readonly destination: string; readonly interface: string }[];
}

/** What was attached, in words: `container web of docker`, `process 4711`, `namespace c1`. */
export function attachedTarget(namespace: string, attachment: Attachment | null): string {
  const { container, process = null } = attachment ?? {};
  if (container !== undefined) return `container ${container.name} of ${container.engine}`;
  return process === null ? `namespace ${namespace}` : `process ${process.pid}`;
}

/**
 * The instance called `name`, whose namespace vpcctl created (`made`) or which was `attached`.
 * @throws VpcctlError as {@link requireInstance}; `INSTANCE_ATTACHED`, `INSTANCE_NOT_ATTACHED`
 */
export function requireOrigin(
  state: State,
  origin: 'made' | 'attached',
  [vpc, subnet, name]: readonly [vpc: string, subnet: string, name: string],
): Instance {
  const instance = requireInstance(state, vpc, subnet, name);
  const attached = instance.attachment !== null;
  if (attached === (origin === 'attached')) return instance;
  throw attached
    ? inputError(
        'INSTANCE_ATTACHED',
        `${vpc}/${subnet}/${name} is an attached namespace, which vpcctl does not delete`,
        `detach it: vpcctl detach ${vpc} ${subnet} ${name}`,
      )
    : inputError(
        'INSTANCE_NOT_ATTACHED',
        `${vpc}/${subnet}/${name} was not attached: its namespace is vpcctl's own`,
        `delete it: vpcctl delete-instance ${vpc} ${subnet} ${name}`,
      );
}
