export { type KernelStep, type TraceStep, traceSteps } from './steps.js';
