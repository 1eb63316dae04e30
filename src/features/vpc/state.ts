import * as z from 'zod';
import { filterSchema } from '../foreign-firewalls/schema.js';

/** Host-wide sysctls as they were before the first VPC, by key. */
export const restoreSchema = z.record(z.string(), z.string());

export const interfaceNameSchema = z.object({ name: z.string(), altname: z.string().nullable() });

/** A VPC as it is recorded: the wish and every choice made for it. */
export const vpcSchema = z.object({
  name: z.string(),
  cidr: z.string(),
  /** First host of the CIDR: the router's address. */
  gateway: z.string(),
  bridge: interfaceNameSchema.extend({ mac: z.string() }),
  /** Conntrack zone, packet mark, routing table and rule priority: one number for all. */
  segment: z.number().int(),
  /** The interface to the internet; `gateway` only where the main default route leads elsewhere. */
  uplink: z.object({ interface: z.string(), gateway: z.string().nullable() }).nullable(),
  restore: restoreSchema,
});

/** What `vpc.create` records: the VPC, the driver that serves the packet policy, and the filters that are to be passed. */
export const vpcCreatedSchema = vpcSchema.extend({
  backend: z.string(),
  filters: z.array(filterSchema),
});

export type Vpc = z.infer<typeof vpcSchema>;
export type VpcCreated = z.infer<typeof vpcCreatedSchema>;

/** The slice: VPCs by name. */
export type VpcSlice = { [name: string]: Vpc };
