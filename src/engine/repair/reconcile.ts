import { changedResource, diff, isPacketPolicy, VpcctlError } from '@vpcctl/sdk';
import type { EngineHost, Observer } from '../context/context.js';
import type { DesiredState } from '../model/desired.js';
import type { Registry } from '../registry/registry.js';
import { describeMissing } from './describe-missing.js';
import type { Drift } from './drift.js';
import { reportNotOurs } from './not-ours.js';
import type { Missing } from './progress.js';
import { repair } from './repair.js';

/** The changes that a rollback needed. */
export interface Reconciled extends Drift {
  /** Failures of resources that both states have unchanged, in words. */
  readonly unrelatedFailures: readonly string[];
}

/**
 * Takes the host from any mix of two states to `desired`, as {@link repair} does.
 * @param other the state that the host may have a part of; resources that only it has are deleted
 * @throws VpcctlError the first failure of a resource in which the two states differ, with the
 *   other failures in its hints
 */
export async function reconcile(
  registry: Registry,
  host: EngineHost,
  desired: DesiredState,
  other: DesiredState,
): Promise<Reconciled> {
  const { missing, ...drift } = await repair({ registry, host, desired, otherStates: [other] });
  const isDifferent = differenceTest(desired, other);
  const [first] = missing.filter(isDifferent);
  if (first === undefined) return { ...drift, unrelatedFailures: describeMissing(missing) };
  // A resource that was left out has no error of its own.
  const cause = first.error ?? missing.find(({ error }) => error !== null)?.error ?? null;
  const rest = missing.filter(({ error }) => error !== cause);
  throw new VpcctlError(
    cause?.message ?? `${first.what} was left out because of ${first.because}`,
    {
      code: cause?.code ?? 'HOST_STEP_FAILED',
      category: cause?.category ?? 'host',
      hints: [...(cause?.hints ?? []), ...describeMissing(rest)],
      cause,
    },
  );
}

/** Tells the observer what a rollback left as it is. */
export function reportReconciled(
  observer: Observer,
  { notOurs, unrelatedFailures }: Reconciled,
): void {
  reportNotOurs(observer, notOurs);
  for (const failure of unrelatedFailures) {
    observer.notice?.(`not as the journal says: ${failure}`);
  }
}

/**
 * Makes the test whether a missing resource differs between two states. The packet policy counts as
 * one resource.
 */
function differenceTest(desired: DesiredState, other: DesiredState): (missing: Missing) => boolean {
  const changed = diff(desired.resources, other.resources).map(changedResource);
  const policies = [...desired.resources, ...other.resources].filter(isPacketPolicy);
  const different = changed.some(isPacketPolicy) ? [...changed, ...policies] : changed;
  const ids = new Set(different.map(({ id }) => id));
  const known = new Set([...desired.resources, ...other.resources].map(({ id }) => id));
  return ({ what }) => what.some((id) => ids.has(id) || !known.has(id));
}
