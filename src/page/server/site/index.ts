/** What answers are made from. */
export { createPast, type Past } from './past.js';
export { createPlans, type Plans } from './plans.js';
export { type KeptOutput, keptOutput, type Site } from './site.js';
