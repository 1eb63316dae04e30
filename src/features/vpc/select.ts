import type { State } from '@vpcctl/sdk';
import { unknownName } from '../../model/names/suggest.js';
import { ownValue } from '../own-value.js';
import type { Vpc, VpcSlice } from './state.js';

export const VPC_FEATURE = 'vpc';

/** The VPCs of a state, by name. */
export function selectVpcs(state: State): VpcSlice {
  // The fold only ever puts this feature's own slice there.
  return (state[VPC_FEATURE] ?? {}) as VpcSlice;
}

/**
 * The VPC called `name`.
 * @throws VpcctlError `VPC_UNKNOWN`
 */
export function requireVpc(state: State, name: string): Vpc {
  const vpcs = selectVpcs(state);
  const vpc = ownValue(vpcs, name);
  if (vpc !== undefined) return vpc;
  throw unknownName(
    'VPC_UNKNOWN',
    'VPC',
    name,
    Object.keys(vpcs),
    'there is no VPC yet: vpcctl create-vpc vpc1 10.0.0.0/16',
  );
}
