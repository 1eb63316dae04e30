/** The façade of probes: real packets through the kernel. */
export { runAgent } from './agent.js';
export { probeFlows } from './batch.js';
export {
  type Flow,
  flowSchema,
  type Ports,
  portsSchema,
  type Verdict,
  verdictSchema,
  type Workload,
  workloadSchema,
} from './protocol.js';
export { PROBE_MS, PROBE_PROGRAMS, type Probe, type ProbeAnswer, probe } from './single.js';
