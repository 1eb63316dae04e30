/** The façade of the pure part of the engine. */
export { lowerAll } from './desired.js';
export { summarizeChange } from './render.js';
