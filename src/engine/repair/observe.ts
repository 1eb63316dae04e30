import {
  type Driver,
  type HostReader,
  inDependencyOrder,
  isVpcctlError,
  type Resource,
  servesPacketPolicy,
  type VpcctlError,
} from '@vpcctl/sdk';

/**
 * Observes which of `candidates` a host has, with their actual attributes.
 * @throws VpcctlError as the drivers' `observe` does
 */
export async function observe(
  drivers: readonly Driver[],
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Resource[]> {
  // Dependencies are not visible on the host, so they are copied from the candidate. Ordering
  // needs them.
  // The first of each id counts, which is what the host should have.
  const known = new Map(candidates.toReversed().map((resource) => [resource.id, resource]));
  const found = await Promise.all(
    drivers.map((driver) => {
      const own = candidates.filter(({ kind }) => driver.kinds.includes(kind));
      return own.length === 0 ? [] : driver.observe(host, own);
    }),
  );
  return found.flat().map((resource) => {
    const candidate = known.get(resource.id);
    // Where the host has just what it should have, nothing is copied, and nothing compared later.
    return resource === candidate
      ? candidate
      : { ...resource, dependsOn: candidate?.dependsOn ?? [] };
  });
}

/** The resources that a host has, as far as they can be observed. */
export interface Observation {
  /** With their actual attributes. */
  readonly found: readonly Resource[];
  /** Why a resource can't be observed, by its id: another program's link has its name, say. */
  readonly unobservable: ReadonlyMap<string, VpcctlError>;
}

/**
 * Observes a host as {@link observe} does, but survives failures. A driver that fails is asked
 * again without the resource that it fails for, and without that resource's dependents.
 */
export async function observePossible(
  drivers: readonly Driver[],
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Observation> {
  const observations = await Promise.all(
    drivers.map((driver) => {
      const own = candidates.filter(({ kind }) => driver.kinds.includes(kind));
      return observePossibleBy(driver, host, own);
    }),
  );
  return {
    found: observations.flatMap(({ found }) => found),
    unobservable: new Map(observations.flatMap(({ unobservable }) => [...unobservable])),
  };
}

/**
 * After this many failures the host itself is taken to be unobservable. Each failing resource costs
 * many observations.
 */
const MAX_CULPRITS = 20;

async function observePossibleBy(
  driver: Driver,
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Observation> {
  const unobservable = new Map<string, VpcctlError>();
  let rest = inDependencyOrder(candidates);
  for (;;) {
    const found = await attempt(driver, host, rest);
    if (Array.isArray(found)) return { found, unobservable };
    // The packet policy can only be observed as a whole.
    const isHopeless = servesPacketPolicy(driver) || unobservable.size === MAX_CULPRITS;
    if (isHopeless) {
      for (const { id } of rest) unobservable.set(id, found);
      return { found: [], unobservable };
    }
    const { culprit, error } = await findCulprit(driver, host, rest, found);
    unobservable.set(culprit.id, error);
    const excluded = new Set([culprit.id]);
    // One pass is enough, since each resource comes after its dependencies.
    for (const { id, dependsOn = [] } of rest) {
      if (dependsOn.some((dependency) => excluded.has(dependency))) excluded.add(id);
    }
    rest = rest.filter(({ id }) => !excluded.has(id));
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

/**
 * Finds the first of `candidates` that makes the driver fail, by halving.
 * @param failure the driver's error for all candidates
 */
async function findCulprit(
  driver: Driver,
  host: HostReader,
  candidates: readonly Resource[],
  failure: VpcctlError,
): Promise<{ readonly culprit: Resource; readonly error: VpcctlError }> {
  let [low, high, error] = [0, candidates.length, failure];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const found = await attempt(driver, host, candidates.slice(0, middle));
    if (Array.isArray(found)) low = middle;
    else [high, error] = [middle, found];
  }
  const [culprit] = candidates.slice(low, high);
  if (culprit === undefined) throw failure;
  return { culprit, error };
}
