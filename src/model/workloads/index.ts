export { checkAddress, chooseAddress, firstAddress } from './address.js';
export { containersToAsk } from './containers.js';
export { lowerWorkload } from './lower.js';
export {
  checkNamespaceFree,
  chooseMadeAs,
  choosePortName,
  findClash,
  freeMadeAs,
  hostName,
} from './names.js';
export { routerAddress, routerAddressIn, routerOf } from './router.js';
export {
  allWorkloads,
  instanceWorkload,
  ownWorkload,
  requireWorkload,
  routesIn,
  routesOf,
  type WorkloadRoute,
  workloadsOf,
} from './select.js';
