import type { State } from '@vpcctl/sdk';
import { allWorkloads } from '../../model/workloads/index.js';
import type { DesiredState } from '../model/desired.js';
import type { Missing } from './progress.js';

/** The number of names in a line; further names are counted. */
const MAX_NAMES = 6;

/**
 * Describes the resources that a repair could not fix. Pure. Each failure has one line: its
 * resources, the reason, and the resources that were left out because of it.
 */
export function describeMissing(missing: readonly Missing[]): string[] {
  const failures = missing.filter(({ error }) => error !== null);
  const causeOf = new Map(missing.flatMap(({ what, because }) => what.map((id) => [id, because])));
  return failures.map(({ what, error }) => {
    const dependents = missing.filter(
      (each) => each.error === null && what.includes(rootCauseOf(each)),
    );
    const leftOut = dependents.flatMap((each) => each.what);
    const suffix = leftOut.length === 0 ? '' : `; left out with it: ${listNames(leftOut)}`;
    return `${listNames(what)}: ${error?.message}${suffix}`;
  });

  /** The first resource in the chain of causes. */
  function rootCauseOf({ because }: Missing): string {
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

function listNames(names: readonly string[]): string {
  const rest = names.length - MAX_NAMES;
  return [...names.slice(0, MAX_NAMES), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

/**
 * Finds the instances whose attached namespace no longer exists: its container has ended, or the
 * host was restarted. Nothing can be built for such an instance; it keeps its address.
 * @returns their labels, `VPC/SUBNET/NAME`, as `state` calls them
 */
export function missingNamespacesOf({ drivers, resources }: DesiredState, state: State): string[] {
  const labels = new Map(allWorkloads(state).map(({ hostEnd, label }) => [hostEnd.name, label]));
  return drivers
    .flatMap((driver) => driver.unreachable?.(resources) ?? [])
    .map(({ link, label }) => labels.get(link) ?? label);
}
