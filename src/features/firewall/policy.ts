import {
  isAnyNetwork,
  isVpcctlError,
  parseNetworkOrAddress,
  singleAddress,
  singleNetwork,
} from '@vpcctl/sdk';
import * as z from 'zod';
import { once } from '../../model/records.js';
import { isReference, parseReference } from './reference.js';
import type { FirewallRule } from './state.js';

const HIGHEST_PORT = 65_535;
const PORT_MESSAGE = `must be a port from 1 to ${HIGHEST_PORT}, or a range such as "8000-8100"`;

/** Each check has the same message, so the first failed one is enough. */
const ONCE = { error: PORT_MESSAGE, abort: true } as const;

const portSchema = z
  .union(
    [
      z.number().int(ONCE).min(1, ONCE).max(HIGHEST_PORT, ONCE),
      z
        .string()
        .regex(/^[0-9]{1,5}-[0-9]{1,5}$/, ONCE)
        .refine(isRange, PORT_MESSAGE),
    ],
    { error: PORT_MESSAGE },
  )
  .describe(
    'One port, or a range "8000-8100". Default: all ports. With protocol "all" it means tcp and udp.',
  );

const REFERENCE_MESSAGE = 'a reference is written sg:VPC/SUBNET: sg:vpc1/web';

const remoteSchema = z.string().superRefine((text, context) => {
  if (singleAddress(text) !== null) return;
  if (isReference(text)) {
    if (parseReference(text) !== null) return;
    context.addIssue({ code: 'custom', message: REFERENCE_MESSAGE });
    return;
  }
  try {
    parseNetworkOrAddress(text, 'the address');
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    context.addIssue({ code: 'custom', message: [error.message, ...error.hints].join('; ') });
  }
});

const common = {
  port: portSchema.optional(),
  protocol: z.enum(['tcp', 'udp', 'icmp', 'all']).default('all'),
  action: z.enum(['allow', 'deny']),
  description: z.string().max(256).optional(),
};

const ICMP_MESSAGE = 'icmp has no ports: leave "port" out';
const withoutIcmpPort = (rule: { port?: unknown; protocol: string }) =>
  rule.port === undefined || rule.protocol !== 'icmp';

const REMOTE = 'a CIDR, an address, or sg:VPC/SUBNET for the current workloads of a subnet';

const ingressSchema = z
  .strictObject({
    ...common,
    source: remoteSchema.optional().describe(`The sender: ${REMOTE}. Default: any.`),
  })
  .refine(withoutIcmpPort, { error: ICMP_MESSAGE, path: ['port'] });

const egressSchema = z
  .strictObject({
    ...common,
    destination: remoteSchema.optional().describe(`The receiver: ${REMOTE}. Default: any.`),
  })
  .refine(withoutIcmpPort, { error: ICMP_MESSAGE, path: ['port'] });

/** The firewall policy file, as users write it. `docs/schemas` has its JSON schema. */
export const policyFileSchema = z
  .strictObject({
    $schema: z.string().optional().describe('For editors.'),
    subnet: z
      .string()
      .describe("The subnet's CIDR: it guards against applying the policy to another subnet."),
    ingress: z
      .array(ingressSchema)
      .optional()
      .describe('Rules for connections to the subnet, in order.'),
    egress: z
      .array(egressSchema)
      .optional()
      .describe('Rules for connections from the subnet, in order.'),
  })
  .describe(
    'A security group. It is stateful, and the first rule that matches decides. A direction with rules ends in deny; a direction without rules is open.',
  );

/**
 * Checks a policy file. A file of 10,000 rules is read for the user and then by the intent, so the
 * result is kept as long as the value.
 */
export function checkPolicyFile(value: unknown): CheckedPolicy {
  return typeof value === 'object' && value !== null
    ? checkObject(value)
    : policyFileSchema.safeParse(value);
}

type CheckedPolicy = z.ZodSafeParseResult<z.infer<typeof policyFileSchema>>;

const checkObject = once((value: object): CheckedPolicy => policyFileSchema.safeParse(value));

/** A policy file as a part of the input of an intent. */
export const policyInput = z.unknown().transform((value, context) => {
  const { success, data, error } = checkPolicyFile(value);
  if (success) return data;
  for (const { path, message } of error.issues) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
  return z.NEVER;
});

type FileRule = z.infer<typeof ingressSchema> | z.infer<typeof egressSchema>;

/** The rules of one direction as recorded; null where it has none and so is open. */
export function groupRules(rules: readonly FileRule[] | undefined): FirewallRule[] | null {
  if (rules === undefined || rules.length === 0) return null;
  return rules.map((rule) => ({
    action: rule.action,
    protocol: rule.protocol,
    ports: portRange(rule.port),
    remote: remote(
      'source' in rule ? rule.source : 'destination' in rule ? rule.destination : undefined,
    ),
    description: rule.description ?? null,
  }));
}

function remote(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (isReference(text)) return text;
  const address = singleAddress(text);
  if (address !== null) return singleNetwork(address);
  const network = parseNetworkOrAddress(text);
  return isAnyNetwork(network) ? null : network.text;
}

function portRange(port: number | string | undefined): FirewallRule['ports'] {
  if (port === undefined) return null;
  if (typeof port === 'number') return { from: port, to: port };
  const [from, to] = port.split('-').map(Number);
  return { from: from ?? 0, to: to ?? 0 };
}

function isRange(text: string): boolean {
  const range = portRange(text);
  return range !== null && range.from >= 1 && range.from <= range.to && range.to <= HIGHEST_PORT;
}
