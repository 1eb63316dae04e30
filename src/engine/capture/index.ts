/** The façade of captures. */
export type { DescribedPacket } from './described.js';
export { type CaptureRequest, prepareCapture } from './run.js';
