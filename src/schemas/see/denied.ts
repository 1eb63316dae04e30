import * as z from 'zod';

/** As the model has them; a test compares the two. */
const CAUSES = [
  'ingress-rule',
  'egress-rule',
  'ingress-default',
  'egress-default',
  'boundary',
  'host',
  'no-workload',
  'workload-share',
  'vpc-share',
  'source-guard',
  'forged-source',
  'no-connection',
  'not-ipv4',
  'astray',
  'icmp-error',
] as const;

const end = z.object({
  name: z.string().nullable().describe('The workload, or host; null for any other address.'),
  address: z.string(),
  port: z.number().int().nullable(),
});

/** A line of `watch denied --json`: a packet. */
export const deniedLineSchema = z.object({
  time: z.string().nullable(),
  vpc: z.string().describe('The VPC whose filter has dropped it.'),
  side: z.enum(['from', 'to']).describe('Whether it came from that VPC or was on its way to it.'),
  otherVpc: z.string().nullable().describe('The VPC at the other end; null: none, or the same.'),
  ...{ from: end, to: end },
  protocol: z.string().nullable().describe('tcp, icmp, arp, a number; null: not IPv4.'),
  icmpType: z.number().int().nullable(),
  length: z.number().int().nullable().describe('In bytes, as the packet itself says.'),
  cause: z.enum(CAUSES).describe('Why it was dropped.'),
  rule: z
    .object({
      policy: z.string().describe('The policy, by its subnet: vpc1/web.'),
      direction: z.enum(['ingress', 'egress']),
      number: z.number().int().nullable().describe('From 1; null: no rule allows the packet.'),
    })
    .nullable()
    .describe('null where no policy has denied it.'),
  reach: z.string().nullable().describe('The command that says why; null where it cannot say it.'),
});
export type DeniedLine = z.infer<typeof deniedLineSchema>;

/** A line of `watch denied --json`: packets that have no line. */
export const deniedGapSchema = z.object({
  leftOut: z.number().int().describe('Packets beyond the lines of one second.'),
  lost: z.number().int().describe('Packets that were not read fast enough.'),
});
export type DeniedGap = z.infer<typeof deniedGapSchema>;
