import { hasPorts } from '@vpcctl/sdk';
import * as z from 'zod';
import { once } from '../../model/records.js';
import { combinationsOf, MOST_COMBINATIONS } from './rules.js';
import {
  type FileRule,
  PORT_MESSAGE,
  type Read,
  readIcmpType,
  readPort,
  readProtocol,
  readRemote,
  valuesOf,
  type Words,
  wordsOf,
} from './words.js';

const word = z.union([z.string(), z.number()]);

/** A field of a rule: one word, or a list. Each word is checked by itself, at its own place. */
function words(read: (text: string) => Read<unknown>, wrong: string) {
  return z
    .union([z.string(), z.number(), z.array(word).min(1)], { error: wrong })
    .superRefine((value: Words, context) => {
      for (const { text, index } of wordsOf(value)) {
        const found = read(text);
        if (!('fault' in found)) continue;
        const path = index === null ? [] : [index];
        context.addIssue({ code: 'custom', path, message: found.fault });
      }
    });
}

/** The message for a value that is missing, and for one that is wrong. */
function sayWhen(missing: string, wrong: string) {
  return ({ input }: { input?: unknown }) => (input === undefined ? missing : wrong);
}

const ports = words(readPort, PORT_MESSAGE);
const protocols = words(
  readProtocol,
  'must be the name of a protocol such as "tcp", its number, or "all"',
);
const icmpTypes = words(
  readIcmpType,
  'must be an ICMP type such as "echo-request", its number, or a list',
);
const REMOTE = 'a CIDR, an address, or sg:VPC/SUBNET for the current workloads of a subnet';
const remotes = words(readRemote, `must be ${REMOTE}, or a list of these`);

const common = {
  action: z.enum(['allow', 'deny'], {
    error: sayWhen('is missing: write "allow" or "deny"', 'must be "allow" or "deny"'),
  }),
  protocol: protocols
    .optional()
    .describe(
      'tcp, udp, icmp, sctp, gre, esp, another name or the number of an IP protocol, or a list of them; "all" or -1 means any. Default: all.',
    ),
  port: ports
    .optional()
    .describe(
      'A port, a range "8000-8100", or a list of them. Default: all ports. With protocol "all" it means tcp and udp.',
    ),
  ports: ports.optional().describe('Another spelling of "port".'),
  type: icmpTypes
    .optional()
    .describe(
      'With protocol "icmp": a type such as "echo-request" or 8, or a list. Default: all types.',
    ),
  description: z
    .string('must be a text')
    .max(256, 'must have at most 256 characters')
    .optional()
    .describe('A note, for show and reach.'),
};

const isRule = { error: notAnObject('must be a rule such as {"port": 80, "action": "allow"}') };

const ingressSchema = z
  .strictObject(
    {
      ...common,
      source: remotes.optional().describe(`The sender: ${REMOTE}; or a list. Default: any.`),
      sources: remotes.optional().describe('Another spelling of "source".'),
    },
    isRule,
  )
  .superRefine(checkRule);

const egressSchema = z
  .strictObject(
    {
      ...common,
      destination: remotes.optional().describe(`The receiver: ${REMOTE}; or a list. Default: any.`),
      destinations: remotes.optional().describe('Another spelling of "destination".'),
    },
    isRule,
  )
  .superRefine(checkRule);

const NOT_RULES = 'must be a list of rules; an empty list, [], denies all';

const directions = {
  ingress: z
    .array(ingressSchema, NOT_RULES)
    .optional()
    .describe('Rules for connections to the subnet, in order. [] denies all.'),
  egress: z
    .array(egressSchema, NOT_RULES)
    .optional()
    .describe('Rules for connections from the subnet, in order. [] denies all.'),
};

/** The rules of a policy, in a file that says elsewhere which subnet they are for. */
export const rulesSchema = z
  .strictObject(directions, {
    error: notAnObject('a policy is an object with "ingress" and "egress"'),
  })
  .describe(
    'A security group. It is stateful, and the first rule that matches decides. A direction that is here ends in deny; a direction that is left out is open.',
  );

const policySchema = z
  .strictObject(
    {
      $schema: z.string().optional().describe('For editors.'),
      subnet: z
        .string({
          error: sayWhen(
            'is missing: write the CIDR of the subnet, such as "10.0.1.0/24"',
            'must be the CIDR of the subnet as a text, such as "10.0.1.0/24"',
          ),
        })
        .describe("The subnet's CIDR: it guards against applying the policy to another subnet."),
      ...directions,
    },
    { error: notAnObject('a policy is an object with "subnet", "ingress" and "egress"') },
  )
  .describe(
    'A security group. It is stateful, and the first rule that matches decides. A direction that is here ends in deny, also without any rule; a direction that is left out is open.',
  );

const policiesSchema = z.array(policySchema).min(1, 'the list has no policy');

/** The firewall policy file, as users write it. `docs/schemas` has its JSON schema. */
export const policyFileSchema = z.union([policySchema, policiesSchema]);

/** A policy as users write it. */
export type FilePolicy = z.infer<typeof policySchema>;

/**
 * Checks a policy file, which has one policy or a list of them. A file of 10,000 rules is read for
 * the user and then by the intent, so the result is kept as long as the value.
 */
export function checkPolicyFile(value: unknown): CheckedPolicies {
  return typeof value === 'object' && value !== null ? checkObject(value) : check(value);
}

/** The policies of a valid file, or what is wrong with it. */
export type CheckedPolicies =
  | { readonly policies: readonly FilePolicy[]; readonly issues: readonly [] }
  | { readonly policies: null; readonly issues: readonly z.core.$ZodIssue[] };

const checkObject = once((value: object): CheckedPolicies => check(value));

function check(value: unknown): CheckedPolicies {
  const { data, error } = Array.isArray(value)
    ? policiesSchema.safeParse(value)
    : policySchema.safeParse(value);
  if (error !== undefined) return { policies: null, issues: error.issues };
  return { policies: Array.isArray(data) ? data : [data], issues: [] };
}

/** The policies of a file as a part of the input of an intent. */
export const policyInput = z.unknown().transform((value, context) => {
  const { policies, issues } = checkPolicyFile(value);
  if (policies !== null) return policies;
  for (const { path, message } of issues) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
  return z.NEVER;
});

/** Checks the fields of a rule against each other. */
function checkRule(rule: FileRule, context: z.RefinementCtx): void {
  const wrong = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  for (const [one, other] of SPELLINGS) {
    if (one in rule && other in rule) wrong(other, `is "${one}" once more: write one of the two`);
  }
  const named = valuesOf(rule.protocol, readProtocol) ?? ['all' as const];
  const portKey = 'ports' in rule ? 'ports' : 'port';
  const portless = named.find((each) => each !== 'all' && !hasPorts(each));
  if (portless !== undefined && rule[portKey] !== undefined) {
    const instead = portless === 'icmp' ? '; an ICMP type goes in "type"' : '';
    wrong(portKey, `${portless} has no ports: leave "${portKey}" out${instead}`);
  }
  if (rule.type !== undefined && named.some((each) => each !== 'icmp')) {
    wrong('type', 'is for icmp alone: add "protocol": "icmp"');
  }
  if (combinationsOf(rule) > MOST_COMBINATIONS) {
    wrong('action', `the lists of this rule stand for more than ${MOST_COMBINATIONS} rules`);
  }
}

const SPELLINGS = [
  ['port', 'ports'],
  ['source', 'sources'],
  ['destination', 'destinations'],
] as const;

/** The message for what is no object; unknown keys have their own. */
function notAnObject(message: string) {
  return ({ code }: { code?: string | undefined }) =>
    code === 'invalid_type' ? message : undefined;
}
