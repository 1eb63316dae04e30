/** The façade of the page's server, for `vpcctl ui`. */
export { isLoopback, LISTEN, parseListen } from './guard/index.js';
export { type ServeOptions, serve } from './serve.js';
