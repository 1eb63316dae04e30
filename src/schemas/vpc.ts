import * as z from 'zod';

const interfaceSchema = z.object({
  name: z.string().describe('The name in the kernel, at most 15 characters.'),
  altname: z.string().nullable().describe('The full name, if it is longer.'),
  mac: z.string(),
});

export const ruleOutputSchema = z.object({
  action: z.enum(['allow', 'deny']),
  protocol: z
    .string()
    .describe('`tcp`, `gre`; the number of a protocol without a name; `all`: any.'),
  ports: z
    .object({ from: z.number().int(), to: z.number().int() })
    .nullable()
    .describe('Ports; for icmp, types. null: all.'),
  remote: z
    .string()
    .nullable()
    .describe(
      'The source of ingress, the destination of egress. A CIDR, or sg:VPC/SUBNET; null: any.',
    ),
  resolved: z
    .array(z.string())
    .nullable()
    .describe(
      'The addresses that sg:VPC/SUBNET stands for now; if empty, the rule matches nothing. null: no reference.',
    ),
  description: z.string().nullable(),
});

const processSchema = z.object({
  pid: z.number().int(),
  started: z.string().describe('The start time of the process, in clock ticks since boot.'),
  boot: z.string().describe('The boot id of that time.'),
  inode: z.number().int().describe('The inode of its network namespace.'),
});

/** Fields that plugins add to `show`; `list` does not ask plugins. */
const fieldsSchema = z
  .array(
    z.object({
      feature: z.string(),
      label: z.string(),
      text: z.string().describe('For people.'),
      value: z.unknown().describe('The same as data, for programs.'),
    }),
  )
  .optional()
  .describe('Fields of plugins; only in show.');

const labels = z.record(z.string(), z.string()).describe('Values by key; see vpcctl label.');

export const instanceOutputSchema = z.object({
  vpc: z.string(),
  subnet: z.string(),
  name: z.string(),
  address: z.string(),
  namespace: z.string(),
  guestEnd: interfaceSchema.describe('The end of the veth pair in the namespace.'),
  hostEnd: interfaceSchema.describe("The end of the veth pair at the VPC's router."),
  attachment: z
    .object({
      process: processSchema
        .nullable()
        .describe(
          'The process that the namespace was found by, if it was named by vpcctl. null: found by its name.',
        ),
      routes: z.array(z.string()).describe("Destinations that are routed to the VPC's router."),
      container: z
        .object({ engine: z.enum(['docker', 'podman']), name: z.string() })
        .exactOptional()
        .describe('The container that it follows; only where it was attached by that.'),
    })
    .nullable()
    .describe(
      'Set for an attached namespace, which vpcctl did not create. null: created by vpcctl.',
    ),
  labels,
  fields: fieldsSchema,
});

const countsSchema = z.array(
  z.object({
    rules: z
      .array(z.number().int())
      .describe('The rules that are counted together, from 1; none: what no rule allowed.'),
    packets: z.number().int(),
    bytes: z.number().int(),
  }),
);

export const subnetOutputSchema = z.object({
  vpc: z.string(),
  name: z.string(),
  cidr: z.string(),
  type: z.enum(['public', 'private']),
  address: z.string(),
  namespace: z.string(),
  guestEnd: interfaceSchema.describe('The end of the veth pair in the namespace.'),
  hostEnd: interfaceSchema.describe("The end of the veth pair at the VPC's router."),
  policy: z
    .object({
      ingress: z.array(ruleOutputSchema).nullable().describe('null: open.'),
      egress: z.array(ruleOutputSchema).nullable().describe('null: open.'),
    })
    .nullable()
    .describe('null: no policy, open in both directions.'),
  counts: z
    .object({ ingress: countsSchema, egress: countsSchema })
    .optional()
    .describe(
      'What the rules have counted: first packets of connections, and what is denied. Only in show, for root.',
    ),
  instances: z.array(instanceOutputSchema).describe('The instances, under the same policy.'),
  labels,
  fields: fieldsSchema,
});

export const peerOutputSchema = z.object({
  vpc: z.string(),
  cidr: z.string(),
  allowed: z.object({
    here: z.array(z.string()).describe('The peered parts of this VPC.'),
    there: z.array(z.string()).describe('The peered parts of the peer.'),
  }),
});

export const vpcOutputSchema = z.object({
  name: z.string(),
  cidr: z.string(),
  gateway: z.string(),
  bridge: interfaceSchema,
  segment: z
    .number()
    .int()
    .describe('The number of the conntrack zone, packet mark and route table.'),
  uplink: z.string().nullable(),
  subnets: z.array(subnetOutputSchema),
  peers: z.array(peerOutputSchema),
  labels,
  fields: fieldsSchema,
});

export type RuleOutput = z.infer<typeof ruleOutputSchema>;
export type VpcOutput = z.infer<typeof vpcOutputSchema>;
export type InstanceOutput = z.infer<typeof instanceOutputSchema>;
export type SubnetOutput = z.infer<typeof subnetOutputSchema>;
export type PeerOutput = z.infer<typeof peerOutputSchema>;
export type FieldOutput = NonNullable<VpcOutput['fields']>[number];
