import * as z from 'zod';

/** A peering as it is recorded. `cidrs`: of each side, what takes part. */
export const peeringSchema = z.object({
  vpcs: z.tuple([z.string(), z.string()]),
  cidrs: z.tuple([z.array(z.string()), z.array(z.string())]),
});

export type Peering = z.infer<typeof peeringSchema>;

/** The slice: peerings by `peeringKey`. */
export type PeeringSlice = { [key: string]: Peering };
