import type { State } from '@vpcctl/sdk';
import * as z from 'zod';

export const SHAPING_FEATURE = 'shaping';

/** What holds in one direction. Times are in microseconds. */
export const limitSchema = z.object({
  /** Bits a second; null: as fast as it goes. */
  rate: z.number().int().nullable(),
  /** Bytes that may pass at once; null where there is no rate, or netem keeps it. */
  burst: z.number().int().nullable(),
  /** How long a packet may wait for its turn before it is dropped; null where there is no rate. */
  latency: z.number().int().nullable(),
  /** How long each packet is held back, and by how much that varies, up and down. */
  delay: z.number().int(),
  jitter: z.number().int(),
  /** Which part of the packets is lost, in percent. */
  loss: z.number(),
});

/** The device on which what comes out of a machine waits for its turn. */
export const queueSchema = z.object({
  name: z.string(),
  altname: z.string().nullable(),
  mac: z.string(),
});

export const placeSchema = z.object({
  vpc: z.string(),
  subnet: z.string(),
  /** Null: the subnet's own machine. */
  instance: z.string().nullable(),
});

/** The limits of a machine. A direction that is null is not limited. */
export const shapeSchema = placeSchema.extend({
  /** To the machine. */
  in: limitSchema.nullable(),
  /** From the machine. */
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
