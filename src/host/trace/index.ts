export type { TraceEvent } from '../netlink/messages/log/trace.js';
export type { TracedPacket } from './rules.js';
export { type Traced, tracePacket } from './trace.js';
