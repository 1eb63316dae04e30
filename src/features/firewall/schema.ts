import { hasPorts, isNetwork, type Protocol, parseProtocol } from '@vpcctl/sdk';
import * as z from 'zod';
import { nameSchema } from '../recorded/index.js';
import { parseReference } from './reference.js';
import type { Firewall } from './state.js';

const port = z.int().min(0).max(65_535);
const LONGEST_DESCRIPTION = 256;
const LAST_ICMP_TYPE = 255;

/** A protocol in its one spelling, or `all`. */
const protocolSchema = z.custom<Protocol | 'all'>(
  (value) => typeof value === 'string' && (value === 'all' || parseProtocol(value) === value),
  'is not a protocol',
);

const ruleShape = z.object({
  action: z.enum(['allow', 'deny']),
  protocol: protocolSchema,
  ports: z
    .object({ from: port, to: port })
    .refine(({ from, to }) => from <= to, 'must not end before it begins')
    .nullable(),
  remote: z
    .string()
    .refine(
      (remote) => isNetwork(remote) || parseReference(remote) !== null,
      'must be an IPv4 network, or sg:VPC/SUBNET',
    )
    .nullable(),
  description: z.string().max(LONGEST_DESCRIPTION).nullable(),
});

const ruleSchema = ruleShape.refine(fits, {
  error: 'must be ports from 1, types of icmp up to 255, or null for a protocol that has neither',
  path: ['ports'],
});

function fits({ protocol, ports }: Pick<z.infer<typeof ruleShape>, 'protocol' | 'ports'>): boolean {
  if (ports === null) return true;
  if (protocol === 'icmp') return ports.to <= LAST_ICMP_TYPE;
  return ports.from >= 1 && (protocol === 'all' || hasPorts(protocol));
}

/** What `firewall.apply` records: the policy of a subnet. */
export const firewallSchema = z.object({
  vpc: nameSchema,
  subnet: nameSchema,
  ingress: z.array(ruleSchema).nullable(),
  egress: z.array(ruleSchema).nullable(),
}) satisfies z.ZodType<Firewall>;
