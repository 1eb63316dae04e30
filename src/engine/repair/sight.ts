import {
  type Driver,
  type HostReader,
  inDependencyOrder,
  isVpcctlError,
  type Resource,
  type VpcctlError,
} from '@vpcctl/sdk';
import { observe } from './drift.js';

/** What a host has of some resources, as far as that can be seen. */
export interface Sight {
  /** Each with the attributes it really has. */
  readonly found: readonly Resource[];
  /** Why a resource can't be seen, by its id: somebody else's link has its name, for example. */
  readonly unseen: ReadonlyMap<string, VpcctlError>;
}

/**
 * Looks at a host as `observe` does. A driver that fails is asked again without the resource that it fails for, and
 * without what stands on that.
 */
export async function lookAt(
  drivers: readonly Driver[],
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Sight> {
  const sights = await Promise.all(
    drivers.map((driver) =>
      lookBy(
        driver,
        host,
        candidates.filter(({ kind }) => driver.kinds.includes(kind)),
      ),
    ),
  );
  return {
    found: sights.flatMap(({ found }) => found),
    unseen: new Map(sights.flatMap(({ unseen }) => [...unseen])),
  };
}

/** With more culprits than this it is the host that can't be looked at, and each of them costs many looks. */
const MANY_CULPRITS = 20;

async function lookBy(
  driver: Driver,
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Sight> {
  const unseen = new Map<string, VpcctlError>();
  let rest = inDependencyOrder(candidates);
  for (;;) {
    const seen = await attempt(driver, host, rest);
    if (Array.isArray(seen)) return { found: seen, unseen };
    // A packet policy is only seen as a whole.
    const isWhole = driver.kinds.includes('packet-filter') || unseen.size === MANY_CULPRITS;
    if (isWhole) {
      for (const { id } of rest) unseen.set(id, seen);
      return { found: [], unseen };
    }
    const { culprit, error } = await findCulprit(driver, host, rest, seen);
    unseen.set(culprit.id, error);
    const left = new Set([culprit.id]);
    // Each behind what it stands on.
    for (const { id, dependsOn = [] } of rest)
      if (dependsOn.some((on) => left.has(on))) left.add(id);
    rest = rest.filter(({ id }) => !left.has(id));
  }
}

async function attempt(
  driver: Driver,
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Resource[] | VpcctlError> {
  try {
    return await observe([driver], host, candidates);
  } catch (error) {
    if (isVpcctlError(error)) return error;
    throw error;
  }
}

/** The first of `candidates` with which the driver fails, all before it given as well; with all of them it failed. */
async function findCulprit(
  driver: Driver,
  host: HostReader,
  candidates: readonly Resource[],
  failure: VpcctlError,
): Promise<{ readonly culprit: Resource; readonly error: VpcctlError }> {
  let [low, high, error] = [0, candidates.length, failure];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const seen = await attempt(driver, host, candidates.slice(0, middle));
    if (Array.isArray(seen)) low = middle;
    else [high, error] = [middle, seen];
  }
  const [culprit] = candidates.slice(low, high);
  if (culprit === undefined) throw failure;
  return { culprit, error };
}
