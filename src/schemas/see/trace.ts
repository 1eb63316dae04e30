import * as z from 'zod';

/** What `trace --json` prints. */
export const traceOutputSchema = z.object({
  from: z.string(),
  to: z.string(),
  protocol: z.string(),
  port: z.number().int().nullable(),
  steps: z
    .array(
      z.object({
        table: z.string().describe('inet vpcctl with nftables, filter with iptables-legacy.'),
        chain: z.string(),
        rule: z.string().nullable().describe('The comment of the rule; null: it has none.'),
        verdict: z.string().describe('accept, drop, goto vpc-policy, continue.'),
        isOwn: z.boolean().describe("Whether the rule is one of vpcctl's."),
      }),
    )
    .describe('The rules that the packet met, in order.'),
  answer: z
    .enum(['answered', 'refused', 'dropped'])
    .describe('What came back; refused: it arrived, and no service listens there.'),
  reachable: z.boolean().describe('What reach says of the flow.'),
  decided: z.string().describe('Why, in the words of reach.'),
  agrees: z.boolean().describe('Whether the packet did what reach says.'),
});
export type TraceOutput = z.infer<typeof traceOutputSchema>;
