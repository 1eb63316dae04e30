import type { Lab } from '../lab/harness.js';
import { type AttackClass, CLASSES } from './attack.js';
import { attacks } from './classes/attacks.js';
import { clashes } from './classes/clashes.js';
import { cutOff } from './classes/cut-off.js';
import { errors } from './classes/errors.js';
import { hairpins } from './classes/hairpin.js';
import { reuse } from './classes/reuse.js';
import { shares } from './classes/shares.js';
import { sameTuples } from './classes/tuples.js';
import { type Ears, type Place, type Station, settle } from './scenario.js';
import { run, type Tried } from './try.js';

type Try = (lab: Lab, stations: ReadonlyMap<Place, Station>, ears: Ears) => Promise<Tried[]>;

const frames: Try = (lab, stations, ears) => run(lab, ears, attacks(stations));

/** The classes whose attacks need more than crafted frames, and how these are tried. */
const MORE: ReadonlyMap<AttackClass, Try> = new Map<AttackClass, Try>([
  ['taken-tuple', clashes],
  ['same-tuple', sameTuples],
  ['errors', errors],
  ['hairpin', hairpins],
  ['re-used', reuse],
  ['cut-off', (lab, _, ears) => cutOff(lab, ears)],
  ['shares', shares],
]);

/** Classes whose attacks run commands of vpcctl, and so take long. */
const SLOW: readonly AttackClass[] = ['hairpin', 're-used', 'cut-off', 'shares'];

/** All other classes. */
export const QUICK = CLASSES.filter((kind) => !SLOW.includes(kind));

/**
 * Tries attacks. Before each class, every workload sends a packet and the conntrack table is empty.
 * @param classes the classes to try; one class of crafted frames also runs all others of that sort
 */
export async function tryAll(
  lab: Lab,
  stations: ReadonlyMap<Place, Station>,
  ears: Ears,
  classes: readonly AttackClass[] = CLASSES,
): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const each of new Set(classes.map((kind) => MORE.get(kind) ?? frames))) {
    await settle(lab, stations);
    tried.push(...(await each(lab, stations, ears)));
  }
  return tried;
}
