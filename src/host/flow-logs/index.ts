/** The façade of flow logs: the kernel's connections, and the files. */
export { flowLogDirectory } from './files.js';
export { BEGINNING, type Place, type ReadLine, readLines } from './read.js';
export { type FlowListener, type FlowSource, openFlowSource } from './source.js';
export { type StoreStatus, storeStatus } from './status.js';
export { FlowLogStore, type Limits } from './store.js';
