import type { DrawnParts, State } from '@vpcctl/sdk';
import { type Limit, labelOf, selectShapes } from './state.js';
import { showRate, showTime } from './units.js';

/** A note at each workload with limits, without what only experts look for. Pure. */
export function drawShapes(state: State): DrawnParts {
  const notes = Object.values(selectShapes(state)).map((shape) => ({
    place: labelOf(shape),
    text: textOf(shape.in && brief(shape.in), shape.out && brief(shape.out)),
  }));
  return { notes, edges: [] };
}

function textOf(to: string | null, from: string | null): string {
  if (to !== null && to === from) return `in and out ${to}`;
  return [...(to === null ? [] : [`in ${to}`]), ...(from === null ? [] : [`out ${from}`])].join(
    ', ',
  );
}

function brief({ rate, delay, jitter, loss }: Limit): string {
  return [
    ...(rate === null ? [] : [showRate(rate)]),
    ...(delay === 0 ? [] : [`+${showTime(delay)}${jitter === 0 ? '' : ` ±${showTime(jitter)}`}`]),
    ...(loss === 0 ? [] : [`${loss}% lost`]),
  ].join(' ');
}
