import type { Cost } from './program.js';

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

/** Figures, by what was measured. */
export class Samples {
  readonly #values = new Map<string, number[]>();

  add(what: string, figure: number): void {
    const values = this.#values.get(what);
    if (values === undefined) this.#values.set(what, [figure]);
    else values.push(figure);
  }

  of(what: string): readonly number[] {
    return this.#values.get(what) ?? [];
  }
}

/** The costs of programs, by what was measured. */
export class Costs {
  readonly #processor = new Samples();
  readonly #wall = new Samples();

  add(what: string, { processor, wall }: Pick<Cost, 'processor' | 'wall'>): void {
    this.#processor.add(what, processor);
    this.#wall.add(what, wall);
  }

  /** The medians of what was measured, in milliseconds. NaN where nothing was. */
  of(what: string): { readonly processor: number; readonly wall: number } {
    return { processor: median(this.#processor.of(what)), wall: median(this.#wall.of(what)) };
  }
}
