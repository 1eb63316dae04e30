/** The façade of `exec` and `shell`: programs in a namespace. It stays small, since they load nothing else. */
export { findProgram } from '../process/search-path.js';
export { runInNamespace } from './in-namespace.js';
export { runShell } from './run-shell.js';
