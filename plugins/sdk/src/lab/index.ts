export * from './enter.js';
export * from './host-state.js';
export * from './lab.js';
export * from './processes.js';
