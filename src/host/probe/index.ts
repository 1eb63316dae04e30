/** The façade of probes: real packets through the kernel. */
export { checkProbePrograms, probeFlows } from './batch.js';
export {
  type Answer,
  type Flow,
  flowSchema,
  type Ports,
  portsSchema,
  type Verdict,
  verdictSchema,
  type Workload,
  workloadSchema,
} from './protocol.js';
