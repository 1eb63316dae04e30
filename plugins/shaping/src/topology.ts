import {
  type FeatureTopology,
  type IntentRequest,
  isSameJson,
  type JsonObject,
  type State,
  type TopologyPlace,
  topologyKey,
} from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';
import { clearShape } from './clear.js';
import { chooseLimit, describeLimit, type LimitInput, limitInputSchema } from './limit.js';
import { setShape } from './set.js';
import { type Limit, type Shape, selectShapes } from './state.js';
import { showRate, showSize, showTime } from './units.js';

const limitFile = z.strictObject(limitInputSchema.shape);

const eachFile = z.strictObject({ in: limitFile.optional(), out: limitFile.optional() });

const shapeFile = z
  .union([limitFile, eachFile], {
    error: 'must be a limit such as {rate: 10mbit}, or {in: {…}, out: {…}} with a limit for each',
  })
  .describe('Limits of the traffic to and from the workload, with the words of the command.');

type ShapeFile = z.infer<typeof shapeFile>;
type Limits = Record<'in' | 'out', Limit | null>;

const DIRECTIONS = ['in', 'out'] as const;

function shapeOf(level: 'subnet' | 'instance') {
  return topologyKey<ShapeFile>({
    level,
    name: 'shape',
    schema: shapeFile,
    read: (state, place) => {
      const now = limitsAt(state, place);
      if (now.in === null && now.out === null) return undefined;
      if (now.in !== null && isSameJson(now.in, now.out)) return asWritten(now.in);
      return Object.fromEntries(
        DIRECTIONS.flatMap((each) => {
          const limit = now[each];
          return limit === null ? [] : [[each, asWritten(limit)]];
        }),
      );
    },
    requests: (state, place, wanted) => {
      const [now, inputs] = [limitsAt(state, place), inputsOf(wanted)];
      return DIRECTIONS.flatMap((direction) =>
        request(place, direction, now[direction], inputs[direction]),
      );
    },
    describe: (_state, _place, wanted) => {
      const inputs = inputsOf(wanted);
      const parts = DIRECTIONS.flatMap((direction) => {
        const input = inputs[direction];
        return input === undefined ? [] : [`${direction} ${describeLimit(chooseLimit(input))}`];
      });
      return parts.length === 0 ? 'is not limited any more' : `is limited: ${parts.join('; ')}`;
    },
  });
}

export const shapeTopology: FeatureTopology = { keys: [shapeOf('subnet'), shapeOf('instance')] };

function inputsOf(file: ShapeFile | null): { in?: LimitInput; out?: LimitInput } {
  if (file === null) return {};
  const each = eachFile.safeParse(file);
  // A limit without any word is refused by `chooseLimit`.
  if (!each.success || Object.keys(each.data).length === 0) {
    const both = limitFile.parse(file);
    return { in: both, out: both };
  }
  const { in: to, out: from } = each.data;
  return { ...(to && { in: to }), ...(from && { out: from }) };
}

function request(
  [vpc = '', ...names]: TopologyPlace,
  direction: 'in' | 'out',
  now: Limit | null,
  wanted: LimitInput | undefined,
): IntentRequest[] {
  const place = { vpc, workload: names.join('/'), direction };
  if (wanted === undefined) return now === null ? [] : [{ type: clearShape.type, input: place }];
  if (isSameJson(now, chooseLimit(wanted))) return [];
  return [{ type: setShape.type, input: { ...place, ...wanted } }];
}

function limitsAt(state: State, place: TopologyPlace): Limits {
  const shapes = selectShapes(state);
  const label = place.join('/');
  const shape: Shape | undefined = Object.hasOwn(shapes, label) ? shapes[label] : undefined;
  if (!shape?.out) return { in: shape?.in ?? null, out: null };
  const { queue: _, ...out } = shape.out;
  return { in: shape.in, out };
}

/** A limit in the words of the command; what it chooses by itself is left out. */
function asWritten({ rate, burst, latency, delay, jitter, loss }: Limit): JsonObject {
  const short = {
    ...(rate !== null && { rate: showRate(rate) }),
    ...(delay > 0 && { delay: showTime(delay) }),
    ...(jitter > 0 && { jitter: showTime(jitter) }),
    ...(loss > 0 && { loss: `${loss}%` }),
  };
  const usual = chooseLimit(short);
  return {
    ...short,
    ...(burst !== null && burst !== usual.burst && { burst: showSize(burst) }),
    ...(latency !== null && latency !== usual.latency && { latency: showTime(latency) }),
  };
}
