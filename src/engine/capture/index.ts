/** The façade of captures. */

export type { Captured } from '../../host/capture/index.js';
export { captureDenied } from './denied.js';
export type { DescribedPacket } from './described.js';
export { type CaptureRequest, prepareCapture } from './run.js';
