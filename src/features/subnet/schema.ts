import * as z from 'zod';
import { interfaceSchema } from '../vpc/schema.js';
import type { Subnet } from './state.js';

export const subnetTypeSchema = z.enum(['public', 'private']);

/** What `subnet.add` records. */
export const subnetSchema = z.object({
  vpc: z.string(),
  name: z.string(),
  cidr: z.string(),
  type: subnetTypeSchema,
  address: z.string(),
  namespace: z.string(),
  guestEnd: interfaceSchema,
  hostEnd: interfaceSchema,
}) satisfies z.ZodType<Subnet>;
