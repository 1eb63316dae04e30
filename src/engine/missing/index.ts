/** The façade of what commands say about plugins that are not installed. */
export { describeMissing, entriesInWords, type MissingPlugin } from './missing-plugins.js';
export { type UnknownEvent, unknownEvents, unknownInEither } from './unknown-events.js';
