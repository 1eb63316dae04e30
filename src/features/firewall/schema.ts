import * as z from 'zod';
import { nameSchema, networkSchema } from '../recorded/index.js';
import { parseReference } from './reference.js';
import type { Firewall } from './state.js';

const port = z.int().min(1).max(65_535);
const LONGEST_DESCRIPTION = 256;

const ruleSchema = z
  .object({
    action: z.enum(['allow', 'deny']),
    protocol: z.enum(['tcp', 'udp', 'icmp', 'all']),
    ports: z
      .object({ from: port, to: port })
      .refine(({ from, to }) => from <= to, 'must not end before it begins')
      .nullable(),
    remote: z
      .string()
      .refine(
        (remote) => parseReference(remote) !== null || networkSchema.safeParse(remote).success,
        'must be an IPv4 network, or sg:VPC/SUBNET',
      )
      .nullable(),
    description: z.string().max(LONGEST_DESCRIPTION).nullable(),
  })
  .refine(({ protocol, ports }) => protocol !== 'icmp' || ports === null, {
    error: 'must be null: icmp has no ports',
    path: ['ports'],
  });

/** What `firewall.apply` records: the policy of a subnet. */
export const firewallSchema = z.object({
  vpc: nameSchema,
  subnet: nameSchema,
  ingress: z.array(ruleSchema).nullable(),
  egress: z.array(ruleSchema).nullable(),
}) satisfies z.ZodType<Firewall>;
