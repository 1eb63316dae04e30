import * as z from 'zod';
import { nameSchema, networkSchema } from '../recorded/index.js';
import type { Peering } from './state.js';

const cidrs = z.array(networkSchema).min(1);

/** What `peering.add` records. */
export const peeringSchema = z.object({
  vpcs: z.tuple([nameSchema, nameSchema]),
  cidrs: z.tuple([cidrs, cidrs]),
}) satisfies z.ZodType<Peering>;
