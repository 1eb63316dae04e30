import { changedResource, diff, VpcctlError } from '@vpcctl/sdk';
import type { EngineHost } from '../context.js';
import type { DesiredState } from '../model/desired.js';
import type { Registry } from '../registry/registry.js';
import type { Drift } from './drift.js';
import { type Missing, repair } from './repair.js';
import { isPolicy } from './scene.js';
import { missingInWords } from './words.js';

/** What a way back took. */
export interface Converged extends Drift {
  /** What is wrong on the host and has no part in it, in words. */
  readonly beside: readonly string[];
}

/**
 * Takes the host from any mix of two worlds to `desired`, as {@link repair} does.
 * @param other the world that it may have a part of; what it has of that alone goes
 * @throws VpcctlError the first failure of what the two worlds do not have in common, with the further ones in its hints
 */
export async function reconcile(
  registry: Registry,
  host: EngineHost,
  desired: DesiredState,
  other: DesiredState,
): Promise<Converged> {
  const { missing, ...drift } = await repair({ registry, host, desired, others: [other] });
  const isPart = partOf(desired, other);
  const [first] = missing.filter(isPart);
  if (first === undefined) return { ...drift, beside: missingInWords(missing) };
  // What was left out has no error of its own.
  const cause = first.error ?? missing.find(({ error }) => error !== null)?.error ?? null;
  const further = missing.filter(({ error }) => error !== cause);
  throw new VpcctlError(
    cause?.message ?? `${first.what} was left out because of ${first.because}`,
    {
      code: cause?.code ?? 'HOST_STEP_FAILED',
      category: cause?.category ?? 'host',
      hints: [...(cause?.hints ?? []), ...missingInWords(further)],
      cause,
    },
  );
}

/** Says of what is missing whether it is in one of two worlds alone, or differs. The packet policy counts as one thing. */
function partOf(desired: DesiredState, other: DesiredState): (missing: Missing) => boolean {
  const changed = diff(desired.resources, other.resources).map(changedResource);
  const policies = [...desired.resources, ...other.resources].filter(isPolicy);
  const part = changed.some(isPolicy) ? [...changed, ...policies] : changed;
  const ids = new Set(part.map(({ id }) => id));
  const known = new Set([...desired.resources, ...other.resources].map(({ id }) => id));
  return ({ what }) => what.some((id) => ids.has(id) || !known.has(id));
}
