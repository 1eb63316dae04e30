/** The façade of flow logs: the service, and what it wrote. */
export { FORMATS, type Format, formatLine, plainLine } from './formats.js';
export { readFlowLines } from './read.js';
export { runFlowLogs } from './run.js';
export { readFlowLogStatus } from './status.js';
