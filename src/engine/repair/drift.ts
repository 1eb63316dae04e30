import {
  type Change,
  type Driver,
  diff,
  type HostCommand,
  type HostReader,
  isVpcctlError,
  type Resource,
} from '@vpcctl/sdk';
import { compileSteps, retire, stepsBetween } from '../model/compile.js';
import { flushCommands } from '../model/conntrack-flush.js';
import type { DesiredState } from '../model/desired.js';
import { dropUnreachable } from '../model/unreachable.js';
import type { Registry } from '../registry/registry.js';
import { foreignAmong } from './leave-not-ours.js';

/**
 * What the host has of `candidates`, each with the attributes it really has.
 * @throws VpcctlError as the drivers' `observe` do
 */
export async function observe(
  drivers: readonly Driver[],
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Resource[]> {
  // What an observed thing depends on isn't on the host to be read; order needs it.
  const links = new Map(candidates.map((resource) => [resource.id, resource]));
  const found = await Promise.all(
    drivers.map((driver) => {
      const own = candidates.filter(({ kind }) => driver.kinds.includes(kind));
      return own.length === 0 ? [] : driver.observe(host, own);
    }),
  );
  return found.flat().map((resource) => ({
    ...resource,
    dependsOn: links.get(resource.id)?.dependsOn ?? [],
  }));
}

/** What differs between the host and what it should be, and what would fix it. */
export interface Drift {
  readonly changes: readonly Change[];
  readonly commands: readonly HostCommand[];
  /** What would have gone, but somebody else made it by now: it stays. */
  readonly left?: readonly Resource[];
}

/**
 * What has to change so that the host matches `desired`, from whatever it finds. `others` are worlds of which it may
 * have something as well; that goes, unless somebody else made it by now. So does what drivers have that are not in use.
 * @throws VpcctlError `HOST_NOT_OURS` where something of `desired` is somebody else's
 */
export async function findDrift(
  { backends }: Registry,
  host: HostReader,
  desired: DesiredState,
  others: readonly DesiredState[] = [],
): Promise<Drift> {
  const known = [desired, ...others].flatMap(({ resources }) => resources);
  const all = distinct(known);
  const left = await foreignAmong(host, desired, all);
  const candidates = all.filter((candidate) => !left.includes(candidate));
  const [current, ...leftovers] = await Promise.all([
    observe(desired.drivers, host, candidates),
    ...idleBackends(backends, desired).map((driver) => findLeftover(driver, host, candidates)),
  ]);
  const changes = diff(current, desired.resources);
  const steps = stepsBetween(current, desired.resources);
  const commands = dropUnreachable(desired, compileSteps(desired.drivers, steps));
  return {
    changes: [...changes, ...leftovers.flatMap((each) => each.changes)],
    commands: [
      ...commands,
      ...flushCommands(steps.flat(), known, desired.resources),
      ...leftovers.flatMap((each) => each.commands),
    ],
    left,
  };
}

/** The backends that are not in use. */
export function idleBackends(backends: readonly Driver[], { drivers }: DesiredState): Driver[] {
  return backends.filter((driver) => !drivers.includes(driver));
}

/** What takes away all that a driver has left that is not in use. What takes no command was never there. */
export async function findLeftover(
  driver: Driver,
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Drift> {
  const changes = diff(await observeIdle(driver, host, candidates), []);
  const commands = retire([driver], changes);
  return commands.length === 0 ? { changes: [], commands } : { changes, commands };
}

/** What a driver that is not in use has left. One that can't serve this host has nothing that could be seen. */
async function observeIdle(
  driver: Driver,
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Resource[]> {
  try {
    const found = await observe([driver], host, candidates);
    return found.map((resource) => ({ ...resource, why: `left of the backend ${driver.name}` }));
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    if (error.code === 'HOST_PROGRAM_MISSING') return [];
    if (((await driver.unsupportedReason?.(host)) ?? null) !== null) return [];
    throw error;
  }
}

/** The first of each id. */
export function distinct(resources: readonly Resource[]): Resource[] {
  const seen = new Map<string, Resource>();
  for (const resource of resources) if (!seen.has(resource.id)) seen.set(resource.id, resource);
  return [...seen.values()];
}
