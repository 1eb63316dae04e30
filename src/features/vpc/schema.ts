import * as z from 'zod';
import type { Vpc, VpcInterface } from './state.js';

export const interfaceSchema = z.object({
  name: z.string(),
  altname: z.string().nullable(),
  mac: z.string(),
}) satisfies z.ZodType<VpcInterface>;

export const vpcSchema = z.object({
  name: z.string(),
  cidr: z.string(),
  gateway: z.string(),
  bridge: interfaceSchema,
  segment: z.number().int(),
  uplink: z.object({ interface: z.string(), gateway: z.string().nullable() }).nullable(),
  restore: z.record(z.string(), z.string()),
}) satisfies z.ZodType<Vpc>;
