/** The façade of the commands that read the present state. `list` starts with it: it stays small. */
export { requireWorkload } from '../../model/workloads/index.js';
export { unknownEvents } from '../missing/unknown-events.js';
export { isUnbuilt, mayAwaitConfirmation, readCurrentState, stateOwner } from './current-state.js';
export { type FieldProvider, fieldsOf } from './feature-fields.js';
