export {
  type Check,
  type Checked,
  checkProbePrograms,
  parseCheck,
  resolveCheck,
} from './confirm/check.js';
export type { ConfirmGuard } from './confirm/guarded-commit.js';
export { confirm, dryRunConfirm, findPendingConfirmation } from './confirm/pending.js';
export { runChecks } from './confirm/run-checks.js';
export { restartWatchdog, runWatchdog, startWatchdog } from './confirm/watchdog.js';
export type { EngineContext, Log, Observer, ReadContext } from './context/context.js';
export { checkMayChange, openEngine, openReader } from './context/open.js';
export { countsOfPolicy } from './counters/policy.js';
export { readCurrentState } from './current/current-state.js';
export { type DeniedObserver, watchDenied } from './denied/watch-denied.js';
export { readHistory } from './history/list.js';
export { dryRun, dryRunHistory } from './inspect/dry-run.js';
export { readStatus } from './inspect/status.js';
export { mainData, summarizeContent } from './model/content.js';
export type { Plan } from './model/plan.js';
export { readState } from './model/read-state.js';
export { renderCommands, summarizeChange } from './model/render.js';
export { type CommitHook, execute, executeHistory } from './run/execute.js';
export { exitCodeOf, watchInterruption } from './run/interruption.js';
export { endNamespaceProcesses, findNamespaceProcesses } from './run/namespace-processes.js';
export { dryRunReplay, replay } from './run/replay.js';
export {
  checkTopology,
  dryRunTopology,
  executeTopology,
  type TopologyItem,
  type TopologyPlan,
  TopologyRefused,
  type TopologyRequest,
} from './topology/index.js';
export type { Executed } from './transaction/commit.js';
export { readMessage } from './transaction/message.js';
export { type Look, watch } from './watch/watch.js';
