/** The middle of `values`; the mean of the two in the middle where their number is even. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const [low = Number.NaN, high = low] = sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1);
  return (low + high) / 2;
}

/**
 * The order in which `tasks` run in each round: every round has all of them, and each round begins one further on,
 * so that none is always first, or always behind the same one's mess.
 */
export function interleave<T>(tasks: readonly T[], rounds: number): T[][] {
  return Array.from({ length: rounds }, (_, round) => {
    const first = tasks.length === 0 ? 0 : round % tasks.length;
    return [...tasks.slice(first), ...tasks.slice(0, first)];
  });
}

/** Durations in milliseconds, by what was timed. */
export class Samples {
  readonly #values = new Map<string, number[]>();

  add(what: string, milliseconds: number): void {
    const values = this.#values.get(what);
    if (values === undefined) this.#values.set(what, [milliseconds]);
    else values.push(milliseconds);
  }

  of(what: string): readonly number[] {
    return this.#values.get(what) ?? [];
  }
}
