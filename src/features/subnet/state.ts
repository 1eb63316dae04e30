// The model of workloads reads this slice, too, so its types and selectors lie below the features.
export {
  requireSubnet,
  SUBNET_FEATURE,
  type Subnet,
  type SubnetSlice,
  selectSubnets,
  subnetsOf,
} from '../../model/network/index.js';
