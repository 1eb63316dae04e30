/** The façade of processes that outlive the command which starts them, and of their namespaces. */
export type { ProcessIdentity } from '@vpcctl/sdk';
export { identify, isAlive } from '../proc/process-identity.js';
export { childrenOf, networkOf } from '../proc/processes.js';
export { endTree } from './end.js';
export { type Inside, openNamespaces } from './namespaces.js';
export { type Kept, type NotKept, startKept } from './start.js';
