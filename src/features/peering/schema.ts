import * as z from 'zod';
import type { Peering } from './state.js';

/** What `peering.add` records. */
export const peeringSchema = z.object({
  vpcs: z.tuple([z.string(), z.string()]),
  cidrs: z.tuple([z.array(z.string()), z.array(z.string())]),
}) satisfies z.ZodType<Peering>;
