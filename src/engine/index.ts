export {
  type Check,
  type Checked,
  checkProbePrograms,
  parseCheck,
  resolveCheck,
} from './check.js';
export { confirm, findAwaited, rehearseConfirm } from './confirm.js';
export { readCurrentState } from './current.js';
export { execute, executeTime } from './execute.js';
export type { Guard } from './guard.js';
export { exitCodeOf, watchInterruption } from './interruption.js';
export { checkMayChange, openEngine, openReader } from './open.js';
export { readHistory, rehearse, rehearseTime } from './read.js';
export { renderCommands, summarizeChange } from './render.js';
export { rehearseReplay, replay } from './replay.js';
export { readStatus } from './status.js';
export { endTenants, findTenants } from './tenants.js';
export { findUnattached } from './unattached.js';
export { verify } from './verify.js';
export { startWatching, watchAgain, watchUnconfirmed } from './watch.js';
