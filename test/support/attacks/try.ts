import type { Lab } from '../lab/harness.js';
import { type Attack, type AttackClass, CLASSES } from './attack.js';
import { type Ears, type Place, send } from './scenario.js';

/** An attack, and the harm that it did; `harm` is empty where the protection held. */
export interface Tried {
  readonly kind: AttackClass;
  readonly what: string;
  readonly harm: readonly string[];
}

/** Sends the frames of all attacks, and then asks the listeners which marks arrived. */
export async function run(lab: Lab, ears: Ears, attacks: readonly Attack[]): Promise<Tried[]> {
  await send(lab, attacks);
  return outcome(attacks, await ears.heard());
}

/** Finds for each attack the victims that its mark reached. */
export function outcome(
  attacks: readonly Attack[],
  heard: ReadonlyMap<Place, readonly string[]>,
): Tried[] {
  return attacks.map(({ kind, what, mark, victims }) => ({
    kind,
    what,
    harm: victims
      .filter((place) => heard.get(place)?.includes(mark))
      .map((place) => `reached ${place}`),
  }));
}

/** Describes the attacks that got through, a line for each victim reached. */
export function got(tried: readonly Tried[]): string[] {
  return tried.flatMap(({ kind, what, harm }) => harm.map((each) => `${kind}: ${what} ${each}`));
}

/** The classes with an attack that got through. */
export function caught(tried: readonly Tried[]): string[] {
  return CLASSES.filter((kind) => tried.some((each) => each.kind === kind && each.harm.length > 0));
}

/** A table of the classes: how many attacks were tried, and how many got through. */
export function summary(tried: readonly Tried[]): string {
  const rows = CLASSES.map((kind) => {
    const own = tried.filter((each) => each.kind === kind);
    const through = own.filter(({ harm }) => harm.length > 0);
    return `${kind.padEnd(20)} tried ${String(own.length).padStart(4)}   got through ${through.length}`;
  });
  return rows.join('\n');
}
