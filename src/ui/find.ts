import { inputError, type State } from '@vpcctl/sdk';
import { requireSubnet } from '../features/subnet/select.js';
import { requireVpc } from '../features/vpc/select.js';
import type { SubnetOutput, VpcOutput } from '../schemas/vpc.js';
import { viewSubnet, viewVpc } from './view.js';

/**
 * What `VPC` or `VPC/SUBNET` names.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `NAME_INVALID`
 */
export function findShown(state: State, what: string): VpcOutput | SubnetOutput {
  const [vpc = '', subnet, ...rest] = what.split('/');
  if (rest.length > 0) {
    throw inputError(
      'NAME_INVALID',
      `${JSON.stringify(what)} is not VPC or VPC/SUBNET`,
      'vpcctl list shows what there is',
    );
  }
  if (subnet === undefined) return viewVpc(state, requireVpc(state, vpc));
  return viewSubnet(state, requireSubnet(state, vpc, subnet));
}
