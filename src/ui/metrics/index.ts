/** The façade of how metrics are written. */
export { parseListenAddress, showListenAddress } from './listen-address.js';
export { FORMATS, renderMetrics } from './render.js';
export { serveMetrics } from './serve.js';
