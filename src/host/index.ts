export {
  type DeniedLogEntry,
  type DeniedLogReader,
  type DeniedLogReading,
  GROUP_BUSY,
  readDeniedLog,
} from './denied-log.js';
export { programsOf, whyUnsupported } from './driver-support.js';
export { type ExecuteOptions, execute, type Step } from './executor/execute.js';
export { renderInvocation } from './executor/executors.js';
export { createHost, type Host } from './executor/host.js';
export { Refusal } from './executor/refusal.js';
export { readHostFacts } from './facts.js';
export { createForeignFirewallDriver } from './foreign-firewall/driver.js';
export { createLastingExceptionDriver } from './foreign-firewall/lasting/driver.js';
export { lastingFile } from './foreign-firewall/lasting/wanted-files.js';
export { createIproute2Driver } from './iproute2/index.js';
export { acquireLock } from './lock.js';
export { connectionsMeter } from './meters/connections.js';
export { trafficMeter } from './meters/traffic.js';
export { speaksNetlink } from './netlink/availability.js';
export { namespaceFile, namespaceInode, namespaceNames } from './netns/namespaces.js';
export { readNetwork } from './network/read.js';
export { type HostPorts, realHost } from './ports.js';
export { type Counters, readCounters } from './proc/counters.js';
export {
  type FoundNamespace,
  lookAtNamespace,
  type NamespaceReference,
} from './proc/inspect-namespace.js';
export { hostAddresses } from './proc/interfaces.js';
export { checkOpenFiles } from './proc/open-files.js';
export { bootId, identify, isThere } from './proc/process-identity.js';
export { type NamespaceProcess, networkOf, processesIn } from './proc/processes.js';
export { readRouting } from './proc/routing.js';
export { readSysctl, writeSysctl } from './proc/sysctl.js';
export { startDetached } from './process/detached.js';
export { endProcesses } from './process/end-processes.js';
export { OBJECT_MISSING, stepFailure } from './process/failure.js';
export { spawnInherit, spawnPrepared } from './process/foreground.js';
export { openInput } from './process/input-file.js';
export { checkPrograms, checkRoot } from './process/packages.js';
export { inParallel } from './process/parallel.js';
export { commandLine } from './process/quote.js';
export { interrupted, type RunOptions, runProgram } from './process/run.js';
export { runShell } from './process/shell.js';
export { addDeniedReader, removeDeniedReader } from './record/denied-readers.js';
export { readLastCounts, writeLastCounts } from './record/last-counts.js';
export { checkNamespace, type NamespaceCheck } from './record/network-namespace.js';
export { type StatePaths, statePaths } from './record/paths.js';
export type { KnownPlace } from './record/place.js';
export { type RepairRecord, type RepairRecords, repairsFile } from './record/repairs.js';
export { wasRestarted } from './record/restart.js';
export { checkSystemd, systemctl, type UnitStatus, unitStatus } from './systemd.js';
export type { KernelWatch } from './watch.js';
