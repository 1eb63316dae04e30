import { inputError, type State } from '@vpcctl/sdk';
import { type Instance, requireInstance } from '../../model/network/index.js';

// The model of workloads reads this slice, too, so its types and selectors lie below the features.
export {
  type Attachment,
  INSTANCE_FEATURE,
  type Instance,
  type InstanceSlice,
  instancesOf,
  requireInstance,
  selectInstances,
} from '../../model/network/index.js';

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
