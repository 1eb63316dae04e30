import type { State } from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';

export const SHAPING_FEATURE = 'shaping';

/** The limit of one direction. Times are in microseconds. */
export const limitSchema = z.object({
  /** Bits a second; null: no limit. */
  rate: z.number().int().nullable(),
  /** Bytes that may pass at once; null without a rate, or if netem keeps the rate. */
  burst: z.number().int().nullable(),
  /** How long a packet may wait before it is dropped; null without a rate. */
  latency: z.number().int().nullable(),
  /** The delay of each packet, and by how much it varies, up and down. */
  delay: z.number().int(),
  jitter: z.number().int(),
  /** The share of lost packets, in percent. */
  loss: z.number(),
});

/** The ifb device on which packets from a workload wait. */
export const queueSchema = z.object({
  name: z.string(),
  altname: z.string().nullable(),
  mac: z.string(),
});

export const placeSchema = z.object({
  vpc: z.string(),
  subnet: z.string(),
  /** Null: the subnet's own workload. */
  instance: z.string().nullable(),
});

/** The limits of a workload. A direction that is null is not limited. */
export const shapeSchema = placeSchema.extend({
  /** Traffic to the workload. */
  in: limitSchema.nullable(),
  /** Traffic from the workload. */
  out: limitSchema.extend({ queue: queueSchema }).nullable(),
});

export type Limit = z.infer<typeof limitSchema>;
export type Queue = z.infer<typeof queueSchema>;
export type Place = z.infer<typeof placeSchema>;
export type Shape = z.infer<typeof shapeSchema>;

/** The slice: limits by `<vpc>/<subnet>`, or `<vpc>/<subnet>/<instance>`. */
export type ShapingSlice = { [label: string]: Shape };

/** The limits of a state. */
export function selectShapes(state: State): ShapingSlice {
  // The fold only ever puts this feature's own slice there.
  return (state[SHAPING_FEATURE] ?? {}) as ShapingSlice;
}

/** `vpc1/web`, or `vpc1/web/c1`. */
export function labelOf({ vpc, subnet, instance }: Place): string {
  return [vpc, subnet, ...(instance === null ? [] : [instance])].join('/');
}
