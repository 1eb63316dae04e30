export {
  type Check,
  type Checked,
  checkProbePrograms,
  parseCheck,
  resolveCheck,
} from './confirm/check.js';
export type { Guard } from './confirm/guarded-commit.js';
export { confirm, findAwaited, rehearseConfirm } from './confirm/pending.js';
export { verify } from './confirm/run-checks.js';
export { startWatching, watchAgain, watchUnconfirmed } from './confirm/watchdog.js';
export { readCurrentState } from './inspect/current-state.js';
export { findUnattached } from './inspect/missing-namespaces.js';
export { readHistory, rehearse, rehearseTime } from './inspect/read.js';
export { renderCommands, summarizeChange } from './inspect/render.js';
export { readStatus } from './inspect/status.js';
export { checkMayChange, openEngine, openReader } from './open.js';
export { execute, executeTime } from './run/execute.js';
export { exitCodeOf, watchInterruption } from './run/interruption.js';
export { endTenants, findTenants } from './run/namespace-processes.js';
export { rehearseReplay, replay } from './run/replay.js';
