import {
  defineIntent,
  type HostFacts,
  interfaceName,
  macFor,
  madeAs,
  requireWorkload,
  type State,
} from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';
import { chooseLimit, describeLimit, limitInputSchema } from './limit.js';
import {
  labelOf,
  type Place,
  type Queue,
  queueName,
  type Shape,
  selectShapes,
  shapeSchema,
} from './state.js';
import { requirePlace, workloadOf } from './workload.js';

export const DIRECTIONS = ['in', 'out', 'both'] as const;

/** What `shaping.set` records; a direction that is null is left unchanged. */
export type ShapeSet = Shape;

/** `shape VPC SUBNET[/INSTANCE]` */
export const setShape = defineIntent({
  type: 'shaping.set',
  version: 1,
  input: limitInputSchema.extend({
    vpc: z.string(),
    workload: z.string(),
    direction: z.enum(DIRECTIONS).default('both'),
  }),
  data: shapeSchema,
  decide: (state, { vpc, workload, direction, ...request }, { host }): ShapeSet => {
    const place = requirePlace(state, vpc, workload);
    const limit = chooseLimit(request);
    const now = selectShapes(state)[labelOf(place)]?.out?.queue;
    return {
      ...place,
      in: direction === 'out' ? null : limit,
      out: direction === 'in' ? null : { ...limit, queue: now ?? chooseQueue(state, place, host) },
    };
  },
  precondition: (state, { vpc, subnet, instance }) => {
    requirePlace(state, vpc, workloadOf({ subnet, instance }));
  },
  about: ({ vpc }) => [vpc],
  describe: (shape) => `shape ${labelOf(shape)}: ${describeShape(shape).join('; ')}`,
});

/** Describes the limits of a workload, with one line for each limited direction. */
export function describeShape(shape: Pick<Shape, 'in' | 'out'>): string[] {
  const { in: to, out: from } = shape;
  if (to !== null && from !== null && describeLimit(to) === describeLimit(from)) {
    return [`in and out ${describeLimit(to)}`];
  }
  return [
    ...(to === null ? [] : [`in ${describeLimit(to)}`]),
    ...(from === null ? [] : [`out ${describeLimit(from)}`]),
  ];
}

function chooseQueue(state: State, place: Place, host: HostFacts): Queue {
  const made = madeAs(requireWorkload(state, place.vpc, workloadOf(place)));
  const full = queueName(made);
  const own = Object.values(selectShapes(state)).map(({ out }) => out?.queue.name);
  const taken = (name: string) => own.includes(name) || host.interfaces.includes(name);
  return {
    ...interfaceName(full, taken),
    mac: macFor(full),
    ...(made !== labelOf(place) && { madeAs: made }),
  };
}
