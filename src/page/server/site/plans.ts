import type { Plan } from '../../../engine/index.js';

/** Plans that a browser was shown, until it agrees to one. */
export interface Plans {
  /** Keeps a plan, and gives the name under which it is found. */
  keep(plan: Plan): string;
  /** A plan that was kept; null where it was long ago. */
  find(name: string): Plan | null;
}

/** So many plans are kept: each has the states before and after it. */
const MOST_KEPT = 16;

export function createPlans(): Plans {
  const kept = new Map<string, Plan>();
  let made = 0;
  return {
    keep(plan) {
      made += 1;
      kept.set(String(made), plan);
      for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
      return String(made);
    },
    find: (name) => kept.get(name) ?? null,
  };
}
