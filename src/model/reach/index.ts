export { findSender, findWorkload, requireEnds } from './ends.js';
export {
  type Endpoint,
  endpointText,
  type Flow,
  parseFlow,
  parseService,
  type Service,
  serviceText,
} from './flow.js';
export { networkNamed, workloadIn, workloadNamed } from './lookup.js';
export { endsOf, flowsBetween, servicesOf, uncheckedProtocols } from './matrix.js';
export {
  type Forward,
  type HostView,
  keyBefore,
  type Lowered,
  type ReachModel,
  type Rule,
  reachModelOf,
  reverseOf,
  type Subject,
  type Workload,
  workloadsOf,
} from './model.js';
export { HINDERED } from './outcome.js';
export { reach } from './reach.js';
export type { Step, Verdict } from './verdict.js';
