import {
  defineFeature,
  event,
  RENAMED,
  type Renamed,
  renameKeys,
  type ShowField,
  type ShowSubject,
  type State,
} from '@vpcctl/sdk';
import { clearShape, type ShapeCleared } from './clear.js';
import { drawShapes } from './draw.js';
import { lowerShapes } from './lower.js';
import { describeShape, type ShapeSet, setShape } from './set.js';
import {
  labelOf,
  SHAPING_FEATURE,
  type Shape,
  type ShapingSlice,
  selectShapes,
  withPlace,
} from './state.js';
import { shapeTopology } from './topology.js';

/** Limits of the traffic to and from workloads. They are removed with the workload. */
export const shapingFeature = defineFeature<ShapingSlice>({
  name: SHAPING_FEATURE,
  initial: {},
  intents: [setShape, clearShape],
  evolve: {
    [setShape.type]: set,
    [clearShape.type]: cleared,
    'instance.delete': withoutInstance,
    'instance.detach': withoutInstance,
    'subnet.delete': (shapes, gone: { vpc: string; name: string }) =>
      without(shapes, ({ vpc, subnet }) => vpc === gone.vpc && subnet === gone.name),
    'vpc.delete': (shapes, gone: { name: string }) =>
      without(shapes, ({ vpc }) => vpc === gone.name),
    [RENAMED]: (shapes, renamed: Renamed) => renameKeys(shapes, renamed, withPlace),
  },
  topology: shapeTopology,
  restate: (state) => Object.values(selectShapes(state)).map((shape) => event(setShape, shape)),
  lower: lowerShapes,
  show,
  draw: drawShapes,
});

function set(shapes: ShapingSlice, shape: ShapeSet): ShapingSlice {
  const label = labelOf(shape);
  const now = shapes[label];
  const both = { in: shape.in ?? now?.in ?? null, out: shape.out ?? now?.out ?? null };
  return { ...shapes, [label]: { ...shape, ...both } };
}

function cleared(shapes: ShapingSlice, { direction, ...place }: ShapeCleared): ShapingSlice {
  const label = labelOf(place);
  const shape = shapes[label];
  if (shape === undefined) return shapes;
  const rest = {
    ...shape,
    in: direction === 'out' ? shape.in : null,
    out: direction === 'in' ? shape.out : null,
  };
  const empty = rest.in === null && rest.out === null;
  return empty ? without(shapes, (each) => each === shape) : { ...shapes, [label]: rest };
}

function withoutInstance(
  shapes: ShapingSlice,
  gone: { vpc: string; subnet: string; name: string },
): ShapingSlice {
  const label = labelOf({ vpc: gone.vpc, subnet: gone.subnet, instance: gone.name });
  return without(shapes, (shape) => labelOf(shape) === label);
}

function without(shapes: ShapingSlice, drop: (shape: Shape) => boolean): ShapingSlice {
  return Object.fromEntries(Object.entries(shapes).filter(([, shape]) => !drop(shape)));
}

function show(state: State, { vpc, subnet, instance }: ShowSubject): ShowField[] {
  if (subnet === null) return [];
  const shape = selectShapes(state)[labelOf({ vpc, subnet, instance })];
  if (shape === undefined) return [];
  const text = describeShape(shape).join('; ');
  return [{ label: 'shaping', text, value: { in: shape.in, out: shape.out } }];
}
