import * as z from 'zod';

const verdictSchema = z.object({
  answer: z
    .enum(['answered', 'refused', 'dropped'])
    .describe('refused: turned down with a word; dropped: nothing came back within a second.'),
  by: z
    .string()
    .nullable()
    .describe('Who answered; null for an echo, and where a program of the lab has the port.'),
});

/** What `backend compare` prints with `--json`. */
export const backendCompareOutputSchema = z.object({
  backends: z.tuple([z.string(), z.string()]),
  flows: z
    .array(
      z.object({
        from: z.string().describe('VPC/SUBNET, host, or internet.'),
        to: z.string().describe('What the address is to the sender; also: gateway of VPC.'),
        address: z.string(),
        protocol: z.enum(['icmp', 'tcp', 'udp']),
        port: z.number().int().describe('0 for icmp.'),
        verdicts: z.tuple([verdictSchema, verdictSchema]).describe('In the order of backends.'),
        differs: z.boolean(),
      }),
    )
    .describe('All that were probed.'),
  possible: z.number().int().describe('How many flows there would be without --flows.'),
  differences: z.number().int(),
});

export type BackendCompareOutput = z.infer<typeof backendCompareOutputSchema>;
