export { readFlow } from '../reach/flow-words.js';
export { answerOne, readQuery } from '../reach/query.js';
export { type FlowTrace, traceFlow } from './trace-flow.js';
