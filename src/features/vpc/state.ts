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
