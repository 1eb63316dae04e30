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
    .describe('The other end: source of ingress, destination of egress.'),
  description: z.string().nullable(),
});

export const subnetOutputSchema = z.object({
  vpc: z.string(),
  name: z.string(),
  cidr: z.string(),
  type: z.enum(['public', 'private']),
  address: z.string(),
  namespace: z.string(),
  inside: interfaceSchema.describe('The end of the cable inside the namespace.'),
  outside: interfaceSchema.describe("The end at the VPC's router."),
  policy: z
    .object({
      ingress: z.array(ruleOutputSchema).nullable().describe('null: open.'),
      egress: z.array(ruleOutputSchema).nullable().describe('null: open.'),
    })
    .nullable()
    .describe('null: no policy, open in both directions.'),
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
  zone: z.number().int().describe('Conntrack zone, packet mark and routing table.'),
  uplink: z.string().nullable(),
  subnets: z.array(subnetOutputSchema),
  peers: z.array(peerOutputSchema),
});

export type VpcOutput = z.infer<typeof vpcOutputSchema>;
export type SubnetOutput = z.infer<typeof subnetOutputSchema>;
export type PeerOutput = z.infer<typeof peerOutputSchema>;
