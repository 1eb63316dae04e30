/** The façade of the pure part of the engine. */
export { summarizeContent } from './content.js';
export { lowerAll } from './desired.js';
export { summarizeChange } from './render.js';
