import * as z from 'zod';
import { flowSchema, portsSchema, verdictSchema, workloadSchema } from '../host/probe/protocol.js';

/** What the lab's probe (src/lab/probe.ts) is asked, on its standard input. */
export const labProbeRequestSchema = z.object({
  /** Settings of the host that are made first, by key (`net/ipv4/ip_forward`), where its kernel has them. */
  sysctls: z.record(z.string(), z.string()).optional(),
  /** Arguments of vpcctl commands that are run first. */
  commands: z.array(z.array(z.string())).readonly(),
  workloads: z.array(workloadSchema).readonly(),
  flows: z.array(flowSchema).readonly(),
  /** On which all machines listen besides those of the flows. */
  ports: portsSchema.optional(),
  /** How long silence has to last to be one. */
  milliseconds: z.number().positive().optional(),
});

export type LabProbeRequest = z.infer<typeof labProbeRequestSchema>;

/** What it answers, on its standard output. */
export const replySchema = z.union([
  z.object({ verdicts: z.array(verdictSchema) }),
  z.object({
    error: z.object({ message: z.string(), hints: z.array(z.string()) }),
  }),
]);

export type Reply = z.infer<typeof replySchema>;
