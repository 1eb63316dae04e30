/** The façade of `exec`: programs in a namespace. It stays small, since `exec` loads nothing else. */
export { findProgram } from '../process/search-path.js';
export { runInNamespace } from './in-namespace.js';
