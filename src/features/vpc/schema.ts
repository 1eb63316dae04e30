import * as z from 'zod';
import type { Vpc, VpcInterface } from './state.js';

export const interfaceSchema = z.object({
  name: z.string(),
  altname: z.string().nullable(),
  mac: z.string(),
}) satisfies z.ZodType<VpcInterface>;

/** Null: the interfaces that the host itself uses. */
export const uplinkSchema = z
  .object({ interface: z.string(), gateway: z.string().nullable() })
  .nullable() satisfies z.ZodType<Vpc['uplink']>;

export const vpcSchema = z.object({
  name: z.string(),
  cidr: z.string(),
  gateway: z.string(),
  bridge: interfaceSchema,
  segment: z.number().int(),
  uplink: uplinkSchema,
  allowOverlap: z.boolean().default(false),
  restore: z.record(z.string(), z.string()),
}) satisfies z.ZodType<Vpc>;
