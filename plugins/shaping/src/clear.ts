import { defineIntent, inputError, type State } from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';
import { DIRECTIONS } from './set.js';
import { labelOf, type Place, placeSchema, selectShapes } from './state.js';
import { requirePlace } from './workload.js';

const directionSchema = z.enum(DIRECTIONS);
const dataSchema = placeSchema.extend({ direction: directionSchema });

/** What `shaping.clear` records. */
export type ShapeCleared = z.infer<typeof dataSchema>;

/** `unshape VPC SUBNET[/INSTANCE]` */
export const clearShape = defineIntent({
  type: 'shaping.clear',
  version: 1,
  input: z.object({
    vpc: z.string(),
    workload: z.string(),
    direction: directionSchema.default('both'),
  }),
  data: dataSchema,
  decide: (state, { vpc, workload, direction }): ShapeCleared => {
    const data = { ...requirePlace(state, vpc, workload), direction };
    requireShape(state, data);
    return data;
  },
  precondition: (state, data) => requireShape(state, data),
  about: ({ vpc }) => [vpc],
  describe: (data) =>
    `unshape ${labelOf(data)}${data.direction === 'both' ? '' : `, ${data.direction}`}`,
});

/** @throws VpcctlError `SHAPE_NONE` */
function requireShape(state: State, { direction, ...place }: ShapeCleared): void {
  const shape = selectShapes(state)[labelOf(place)];
  const has = direction === 'both' ? shape : shape?.[direction];
  if (has !== undefined && has !== null) return;
  const { vpc, subnet, instance } = place satisfies Place;
  throw inputError(
    'SHAPE_NONE',
    `${labelOf(place)} is not limited${direction === 'both' ? '' : ` in this direction: ${direction}`}`,
    `vpcctl show ${labelOf({ vpc, subnet, instance })} shows its limits`,
  );
}
