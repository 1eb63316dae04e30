export { type Traced, tracePacket } from './trace.js';
