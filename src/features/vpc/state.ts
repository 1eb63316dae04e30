import type { Vpc, VpcSlice } from '../../model/network/index.js';

// The model of workloads reads this slice, too, so its types and selectors lie below the features.
export {
  requireVpc,
  selectVpcs,
  VPC_FEATURE,
  type Vpc,
  type VpcInterface,
  type VpcSlice,
} from '../../model/network/index.js';
export { cidrNotes } from './cidr-notes.js';

/** A copy of a slice in which the VPC called `name` has another uplink. */
export function withUplink(vpcs: VpcSlice, name: string, uplink: Vpc['uplink']): VpcSlice {
  const vpc = vpcs[name];
  return vpc === undefined ? vpcs : { ...vpcs, [name]: { ...vpc, uplink } };
}
