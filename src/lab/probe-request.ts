import * as z from 'zod';
import { flowSchema, portsSchema, verdictSchema, workloadSchema } from '../host/probe/index.js';

/** The request to the lab's probe (src/lab/probe.ts), on its standard input. */
export const labProbeRequestSchema = z.object({
  /** Settings that are made first where the kernel has them, by key (`net/ipv4/ip_forward`). */
  sysctls: z.record(z.string(), z.string()).optional(),
  /** Arguments of vpcctl commands that are run first. */
  commands: z.array(z.array(z.string())).readonly(),
  workloads: z.array(workloadSchema).readonly(),
  flows: z.array(flowSchema).readonly(),
  /** Ports on which all workloads listen besides those of the flows. */
  ports: portsSchema.optional(),
  /** After how long without an answer a flow is dropped. */
  milliseconds: z.number().positive().optional(),
});

export type LabProbeRequest = z.infer<typeof labProbeRequestSchema>;

/** The answer of the lab's probe, on its standard output. */
export const replySchema = z.union([
  z.object({ verdicts: z.array(verdictSchema) }),
  z.object({
    error: z.object({ message: z.string(), hints: z.array(z.string()) }),
  }),
]);

export type Reply = z.infer<typeof replySchema>;
