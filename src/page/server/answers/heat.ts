import type { Matrix } from '../../../engine/recorded/index.js';
import { endpointText, viewFlow } from '../../../ui/views/reach.js';
import type { Arriving, HeatAnswer } from '../../shared/answers.js';

/**
 * A matrix in brief: 40,000 pairs are 200 kB, and 40 MB as `reach --matrix --json` gives them. Pure.
 * @param arrived for each flow, whether it arrives
 */
export function heatOf({ ends, services, flows }: Matrix, arrived: readonly boolean[]): HeatAnswer {
  const names = ends.map(endpointText);
  const places = new Map(names.map((name, place) => [name, place]));
  const texts = services.map(serviceText);
  const serviceAt = new Map(texts.map((text, place) => [text, place]));
  const pairs = new Map<number, { asked: number; open: number[] }>();
  flows.forEach((flow, index) => {
    const { from, to, ...service } = viewFlow(flow);
    const cell = (places.get(from) ?? 0) * names.length + (places.get(to) ?? 0);
    const pair = pairs.get(cell) ?? { asked: 0, open: [] };
    pairs.set(cell, pair);
    pair.asked += 1;
    if (arrived[index]) pair.open.push(serviceAt.get(serviceText(service)) ?? -1);
  });
  const sets = new Map<string, { readonly place: number; readonly set: Arriving }>();
  const cells = Array.from({ length: names.length ** 2 }, (_, cell) => {
    const pair = pairs.get(cell);
    if (pair === undefined) return -1;
    const key = JSON.stringify(pair);
    const known = sets.get(key) ?? { place: sets.size, set: pair };
    sets.set(key, known);
    return known.place;
  });
  return { ends: names, services: texts, sets: [...sets.values()].map(({ set }) => set), cells };
}

function serviceText({ protocol, port }: Pick<Matrix['services'][number], 'protocol' | 'port'>) {
  return port === null ? protocol : `${port}/${protocol}`;
}
