import { inputError, type State } from '@vpcctl/sdk';
import { requireInstance } from '../../features/instance/state.js';
import { requireSubnet } from '../../features/subnet/state.js';
import { requireVpc } from '../../features/vpc/state.js';
import type { InstanceOutput, SubnetOutput, VpcOutput } from '../../schemas/vpc.js';
import { viewSubnet, viewVpc } from './vpc.js';

/**
 * What `VPC`, `VPC/SUBNET` or `VPC/SUBNET/NAME` names.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`, `NAME_INVALID`
 */
export function findShown(state: State, what: string): VpcOutput | SubnetOutput | InstanceOutput {
  const [vpc = '', subnet, name, ...rest] = what.split('/');
  if (rest.length > 0) {
    throw inputError(
      'NAME_INVALID',
      `${JSON.stringify(what)} is not VPC, VPC/SUBNET or VPC/SUBNET/NAME`,
      'vpcctl list shows what there is',
    );
  }
  if (subnet === undefined) return viewVpc(state, requireVpc(state, vpc));
  if (name !== undefined) return requireInstance(state, vpc, subnet, name);
  return viewSubnet(state, requireSubnet(state, vpc, subnet));
}
