/** What of the network is drawn in full, and where keys go. Without the DOM. */

/** What is chosen to be drawn, apart from the time. */
export interface Folding {
  /** VPCs in full, and closed ones, however many there are. */
  readonly open: ReadonlySet<string>;
  readonly closed: ReadonlySet<string>;
  /** The only VPC that is drawn, with its neighbours; null: all. */
  readonly only: string | null;
}

export const NOTHING_FOLDED: Folding = { open: new Set(), closed: new Set(), only: null };

/** Opens a VPC that is drawn in brief or closed, and closes one that is drawn in full. Pure. */
export function toggled(folding: Folding, vpc: string, detail: string): Folding {
  const [open, closed] = [new Set(folding.open), new Set(folding.closed)];
  for (const set of [open, closed]) set.delete(vpc);
  (detail === 'full' ? closed : open).add(vpc);
  return { ...folding, open, closed };
}

const STEPS: Readonly<Record<string, number>> = {
  ...{ ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 },
};

/** A box of the picture, or what stands for one. */
interface InPicture {
  readonly dataset: Readonly<Record<string, string | undefined>>;
}

/** The box that a key goes to: up and down to the next one, left and right to the next VPC. */
export function neighbour<T extends InPicture>(all: readonly T[], from: T, key: string): T | null {
  if (key === 'Home') return all[0] ?? null;
  if (key === 'End') return all.at(-1) ?? null;
  const step = STEPS[key];
  if (step === undefined) return null;
  const isSideways = key === 'ArrowRight' || key === 'ArrowLeft';
  for (let at = all.indexOf(from) + step; at >= 0 && at < all.length; at += step) {
    const each = all[at];
    if (each !== undefined && (!isSideways || each.dataset['kind'] === 'vpc')) return each;
  }
  return null;
}
