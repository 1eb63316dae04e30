import { type Protocol, parseProtocol } from '@vpcctl/sdk';
import * as z from 'zod';
import type { Firewall } from './state.js';

/** A protocol in its one spelling, or `all`. */
const protocolSchema = z.custom<Protocol | 'all'>(
  (value) => typeof value === 'string' && (value === 'all' || parseProtocol(value) === value),
  'is not a protocol',
);

const ruleSchema = z.object({
  action: z.enum(['allow', 'deny']),
  protocol: protocolSchema,
  ports: z.object({ from: z.number(), to: z.number() }).nullable(),
  remote: z.string().nullable(),
  description: z.string().nullable(),
});

/** What `firewall.apply` records: the policy of a subnet. */
export const firewallSchema = z.object({
  vpc: z.string(),
  subnet: z.string(),
  ingress: z.array(ruleSchema).nullable(),
  egress: z.array(ruleSchema).nullable(),
}) satisfies z.ZodType<Firewall>;
