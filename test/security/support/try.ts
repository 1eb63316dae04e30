import type { Lab } from '../../lab/harness.js';
import { type Attack, CLASSES } from './attack.js';
import { listen, type Place, send } from './world.js';

/** An attack, and where its mark came though it may not. */
export interface Tried {
  readonly attack: Attack;
  readonly reached: readonly Place[];
}

/** Tries all, and then hears what has come. */
export async function run(lab: Lab, attacks: readonly Attack[]): Promise<Tried[]> {
  const ears = await listen(lab);
  try {
    for (const from of new Set(attacks.map((attack) => attack.from))) {
      const own = attacks.filter((attack) => attack.from === from);
      await send(
        lab,
        from,
        own.flatMap(({ frames }) => frames),
      );
    }
    const heard = await ears.heard();
    return attacks.map((attack) => ({
      attack,
      reached: attack.victims.filter((place) => heard.get(place)?.includes(attack.mark)),
    }));
  } finally {
    await ears.stop();
  }
}

/** Those that got through, in words. */
export function got(tried: readonly Tried[]): string[] {
  return tried.flatMap(({ attack, reached }) =>
    reached.map((place) => `${attack.what} reached ${place}`),
  );
}

/** For each class, how many were tried and how many got through. */
export function summary(tried: readonly Tried[]): string {
  const rows = CLASSES.map((kind) => {
    const own = tried.filter(({ attack }) => attack.kind === kind);
    const through = own.filter(({ reached }) => reached.length > 0);
    return `${kind.padEnd(20)} tried ${String(own.length).padStart(4)}   got through ${through.length}`;
  });
  return rows.join('\n');
}
