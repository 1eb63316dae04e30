import * as z from 'zod';

const interfaceSchema = z.object({
  name: z.string().describe('As the kernel has it, at most 15 characters.'),
  altname: z.string().nullable().describe('The full name, where that is longer.'),
  mac: z.string(),
});

export const ruleOutputSchema = z.object({
  action: z.enum(['allow', 'deny']),
  protocol: z.enum(['tcp', 'udp', 'icmp', 'all']),
  ports: z.object({ from: z.number().int(), to: z.number().int() }).nullable(),
  remote: z
    .string()
    .nullable()
    .describe(
      'The other end: source of ingress, destination of egress. A CIDR, or sg:VPC/SUBNET; null: any.',
    ),
  resolved: z
    .array(z.string())
    .nullable()
    .describe(
      'What sg:VPC/SUBNET stands for now; none: the rule matches nothing. null: no reference.',
    ),
  description: z.string().nullable(),
});

const processSchema = z.object({
  pid: z.number().int(),
  started: z.string().describe('When, in clock ticks since boot.'),
  boot: z.string().describe('Which boot that was.'),
  inode: z.number().int().describe('Of its network namespace.'),
});

/** What plugins have to tell; of what is only listed nothing is asked of them. */
const fieldsSchema = z
  .array(
    z.object({
      feature: z.string(),
      label: z.string(),
      text: z.string().describe('For people.'),
      value: z.unknown().describe('The same for programs.'),
    }),
  )
  .optional()
  .describe('What plugins tell of it; only in show.');

export const instanceOutputSchema = z.object({
  vpc: z.string(),
  subnet: z.string(),
  name: z.string(),
  address: z.string(),
  namespace: z.string(),
  guestEnd: interfaceSchema.describe('The end of the cable inside the namespace.'),
  hostEnd: interfaceSchema.describe("The end at the VPC's router."),
  attachment: z
    .object({
      process: processSchema
        .nullable()
        .describe('What the namespace was found by; its name is ours then. null: its name.'),
      routes: z.array(z.string()).describe("What goes to the VPC's router."),
    })
    .nullable()
    .describe("null: the namespace is vpcctl's own; otherwise it was there before, and stays."),
  fields: fieldsSchema,
});

export const subnetOutputSchema = z.object({
  vpc: z.string(),
  name: z.string(),
  cidr: z.string(),
  type: z.enum(['public', 'private']),
  address: z.string(),
  namespace: z.string(),
  guestEnd: interfaceSchema.describe('The end of the cable inside the namespace.'),
  hostEnd: interfaceSchema.describe("The end at the VPC's router."),
  policy: z
    .object({
      ingress: z.array(ruleOutputSchema).nullable().describe('null: open.'),
      egress: z.array(ruleOutputSchema).nullable().describe('null: open.'),
    })
    .nullable()
    .describe('null: no policy, open in both directions.'),
  instances: z.array(instanceOutputSchema).describe('Further machines, under the same policy.'),
  fields: fieldsSchema,
});

export const peerOutputSchema = z.object({
  vpc: z.string(),
  cidr: z.string(),
  allowed: z.object({
    here: z.array(z.string()).describe('What of this VPC takes part.'),
    there: z.array(z.string()).describe('What of the peer takes part.'),
  }),
});

export const vpcOutputSchema = z.object({
  name: z.string(),
  cidr: z.string(),
  gateway: z.string(),
  bridge: interfaceSchema,
  segment: z.number().int().describe('Conntrack zone, packet mark and routing table.'),
  uplink: z.string().nullable(),
  subnets: z.array(subnetOutputSchema),
  peers: z.array(peerOutputSchema),
  fields: fieldsSchema,
});

export type RuleOutput = z.infer<typeof ruleOutputSchema>;
export type VpcOutput = z.infer<typeof vpcOutputSchema>;
export type InstanceOutput = z.infer<typeof instanceOutputSchema>;
export type SubnetOutput = z.infer<typeof subnetOutputSchema>;
export type PeerOutput = z.infer<typeof peerOutputSchema>;
export type FieldOutput = NonNullable<VpcOutput['fields']>[number];
