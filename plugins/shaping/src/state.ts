import { isName, isNamedFor, type State } from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';

export const SHAPING_FEATURE = 'shaping';

/** The limits of limits: rates in bits a second, bursts in bytes, times in microseconds. */
export const RATES = { least: 8_000, most: 32_000_000_000 };
/** Two full frames, rounded up: below one frame nothing would pass. */
export const BURSTS = { least: 2048, usual: 4096, most: 2 ** 30 };
export const LONGEST_TIME = 60_000_000;

const time = z.int().min(0).max(LONGEST_TIME);

/** The limit of one direction. Times are in microseconds. */
export const limitSchema = z.object({
  /** Bits a second; null: no limit. */
  rate: z.int().min(RATES.least).max(RATES.most).nullable(),
  /** Bytes that may pass at once; null without a rate, or if netem keeps the rate. */
  burst: z.int().min(BURSTS.least).nullable(),
  /** How long a packet may wait before it is dropped; null without a rate. */
  latency: time.nullable(),
  /** The delay of each packet, and by how much it varies, up and down. */
  delay: time,
  jitter: time,
  /** The share of lost packets, in percent. */
  loss: z.number().min(0).max(100),
});

/** The ifb device on which packets from a workload wait. */
export const queueSchema = z.object({
  name: z.string(),
  altname: z.string().nullable(),
  mac: z.string(),
  /** What its workload was made as, where that is called otherwise: the device is named after it. */
  madeAs: z.string().exactOptional(),
});

const name = z.string().refine(isName, 'must be a name');

export const placeSchema = z.object({
  vpc: name,
  subnet: name,
  /** Null: the subnet's own workload. */
  instance: name.nullable(),
});

/** The limits of a workload. A direction that is null is not limited. */
export const shapeSchema = placeSchema
  .extend({
    /** Traffic to the workload. */
    in: limitSchema.nullable(),
    /** Traffic from the workload. */
    out: limitSchema.extend({ queue: queueSchema }).nullable(),
  })
  .refine(
    (shape) => shape.out === null || isNamedFor(queueName(queueOwner(shape)), shape.out.queue),
    {
      error: 'must be named after the workload: ifb-VPC-SUBNET',
      path: ['out', 'queue'],
    },
  );

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

/**
 * The full name of the device on which packets from a workload wait: `ifb-vpc1-web`.
 * @param madeAs what the workload was made as
 */
export function queueName(madeAs: string): string {
  return `ifb-${madeAs.replaceAll('/', '-')}`;
}

/** What the workload of a shape was made as: its device is named after that, and keeps the name. */
export function queueOwner(shape: Place & { out: { queue: Queue } | null }): string {
  return shape.out?.queue.madeAs ?? labelOf(shape);
}

/** The limits of a workload that has other names now. */
export function withPlace(shape: Shape, place: Place): Shape {
  if (shape.out === null) return { ...shape, ...place };
  const { madeAs: _, ...queue } = shape.out.queue;
  const made = queueOwner(shape);
  return {
    ...shape,
    ...place,
    out: { ...shape.out, queue: made === labelOf(place) ? queue : { ...queue, madeAs: made } },
  };
}

/** `vpc1/web`, or `vpc1/web/c1`. */
export function labelOf({ vpc, subnet, instance }: Place): string {
  return [vpc, subnet, ...(instance === null ? [] : [instance])].join('/');
}
