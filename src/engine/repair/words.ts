import type { Missing } from './repair.js';

/** More than these are counted. */
const NAMED = 6;

/**
 * What is missing, a line for each failure: the resources, the reason, and what was left out because of it. Pure.
 */
export function missingInWords(missing: readonly Missing[]): string[] {
  const failures = missing.filter(({ error }) => error !== null);
  const causeOf = new Map(missing.flatMap(({ what, because }) => what.map((id) => [id, because])));
  return failures.map(({ what, error }) => {
    const dependents = missing.filter((each) => each.error === null && what.includes(rootOf(each)));
    const left = dependents.flatMap((each) => each.what);
    const also = left.length === 0 ? '' : `; left out with it: ${listed(left)}`;
    return `${listed(what)}: ${error?.message}${also}`;
  });

  /** The first in the chain of causes. */
  function rootOf({ because }: Missing): string {
    const seen = new Set<string>();
    let root = because ?? '';
    for (let next: string | null | undefined = root; next && !seen.has(next); ) {
      root = next;
      seen.add(next);
      next = causeOf.get(next);
    }
    return root;
  }
}

function listed(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return [...names.slice(0, NAMED), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}
