/** The slices of VPCs, subnets and instances, and the networks of the host beside them. */
export { automaticLength, freeNetwork } from './free-cidr.js';
export {
  type HostNetwork,
  hostNetworks,
  hostNetworkWithin,
  type Overlap,
  overlapsWithHost,
} from './host-networks.js';
export {
  type Attachment,
  INSTANCE_FEATURE,
  type Instance,
  type InstanceSlice,
  instancesOf,
  requireInstance,
  selectInstances,
} from './instance.js';
export { madeAsOf, remembering, withNames } from './made-as.js';
export {
  requireSubnet,
  SUBNET_FEATURE,
  type Subnet,
  type SubnetSlice,
  selectSubnets,
  subnetsOf,
} from './subnet.js';
export {
  requireVpc,
  selectVpcs,
  VPC_FEATURE,
  type Vpc,
  type VpcInterface,
  type VpcSlice,
} from './vpc.js';
