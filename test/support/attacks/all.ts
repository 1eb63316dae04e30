import type { Lab } from '../lab/harness.js';
import type { AttackClass } from './attack.js';
import { attacks } from './classes/attacks.js';
import { clashes } from './classes/clashes.js';
import { cutOff } from './classes/cut-off.js';
import { errors } from './classes/errors.js';
import { hairpins } from './classes/hairpin.js';
import { reuse } from './classes/reuse.js';
import { sameTuples } from './classes/tuples.js';
import { type Ears, type Place, type Station, settle } from './scenario.js';
import { run, type Tried } from './try.js';

type Try = (lab: Lab, stations: ReadonlyMap<Place, Station>, ears: Ears) => Promise<Tried[]>;

const frames: Try = (lab, stations, ears) => run(lab, ears, attacks(stations));

/** What takes more than frames of one's own, by class. */
const MORE: ReadonlyMap<AttackClass, Try> = new Map<AttackClass, Try>([
  ['taken-tuple', clashes],
  ['same-tuple', sameTuples],
  ['errors', errors],
  ['hairpin', hairpins],
  ['re-used', reuse],
  ['cut-off', (lab, _, ears) => cutOff(lab, ears)],
]);

/** How much is tried: everything; what one class takes; or that and what takes no commands of vpcctl. */
export type Extent = 'all' | { readonly only: AttackClass } | { readonly quick: AttackClass };

/** Tries, each from a world in which all have spoken and no connection is known. */
export async function tryAll(
  lab: Lab,
  stations: ReadonlyMap<Place, Station>,
  ears: Ears,
  extent: Extent = 'all',
): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const each of chosen(extent)) {
    await settle(lab, stations);
    tried.push(...(await each(lab, stations, ears)));
  }
  return tried;
}

function chosen(extent: Extent): Iterable<Try> {
  if (extent === 'all') return [frames, ...MORE.values()];
  if ('only' in extent) return [MORE.get(extent.only) ?? frames];
  return new Set([frames, clashes, sameTuples, MORE.get(extent.quick) ?? frames]);
}
