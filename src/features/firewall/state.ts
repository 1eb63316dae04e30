import * as z from 'zod';

const ruleSchema = z.object({
  action: z.enum(['allow', 'deny']),
  protocol: z.enum(['tcp', 'udp', 'icmp', 'all']),
  ports: z.object({ from: z.number(), to: z.number() }).nullable(),
  remote: z.string().nullable(),
  description: z.string().nullable(),
});

/** A rule as it is recorded; `remote` is a CIDR, or `sg:VPC/SUBNET`; null is any address. */
export type FirewallRule = z.infer<typeof ruleSchema>;

/** The policy of a subnet as it is recorded; a direction that is null is open. */
export const firewallSchema = z.object({
  vpc: z.string(),
  subnet: z.string(),
  ingress: z.array(ruleSchema).nullable(),
  egress: z.array(ruleSchema).nullable(),
});

export type Firewall = z.infer<typeof firewallSchema>;

/** The slice: policies by `<vpc>/<subnet>`. */
export type FirewallSlice = { [key: string]: Firewall };
