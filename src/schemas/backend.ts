import * as z from 'zod';
import { answerSchema } from './answer.js';

/** What `backend show` prints with `--json`. */
export const backendShowOutputSchema = z.object({
  backend: z.string().nullable().describe('The packet-filter backend; null if none is chosen yet.'),
  serves: z.array(z.string()).describe('The resource kinds that the backend serves.'),
  backends: z
    .array(
      z.object({
        name: z.string(),
        inUse: z.boolean(),
        unsupportedReason: z
          .string()
          .nullable()
          .describe('Why the backend does not work on this host; null if it does.'),
        warning: z
          .string()
          .nullable()
          .describe('What the backend does not enforce; null if it enforces everything.'),
      }),
    )
    .describe('The installed backends.'),
});

const verdictSchema = z.object({
  answer: answerSchema,
  by: z
    .string()
    .nullable()
    .describe(
      'The endpoint that answered; null for an echo, and if a program of the lab has the port.',
    ),
});

/** What `backend compare` prints with `--json`. */
export const backendCompareOutputSchema = z.object({
  backends: z.tuple([z.string(), z.string()]),
  flows: z
    .array(
      z.object({
        from: z.string().describe('VPC/SUBNET, host, or internet.'),
        to: z
          .string()
          .describe('The endpoint with the address, as the sender sees it; also: gateway of VPC.'),
        address: z.string(),
        protocol: z.enum(['icmp', 'tcp', 'udp']),
        port: z.number().int().describe('0 for icmp.'),
        verdicts: z.tuple([verdictSchema, verdictSchema]).describe('In the order of backends.'),
        differs: z.boolean(),
      }),
    )
    .describe('Every flow that was probed.'),
  possible: z.number().int().describe('The number of flows without the limit of --flows.'),
  differences: z.number().int(),
});

export type BackendShowOutput = z.infer<typeof backendShowOutputSchema>;
export type BackendCompareOutput = z.infer<typeof backendCompareOutputSchema>;
