/** The façade of events. */
export { EVENT_KINDS, type EventKind, type HostEvent } from './event.js';
export { followEvents } from './follow.js';
export { type EventSelection, readEvents } from './read.js';
export { wakeOnChange } from './wake.js';
