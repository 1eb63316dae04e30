import {
  type Change,
  type Driver,
  diff,
  type HostCommand,
  type HostReader,
  isVpcctlError,
  type Resource,
} from '@vpcctl/sdk';
import type { EngineHost } from '../context.js';
import { compileSteps, retire, stepsBetween } from '../model/compile.js';
import { flushCommands } from '../model/conntrack-flush.js';
import type { DesiredState } from '../model/desired.js';
import type { Registry } from '../registry/registry.js';
import { dropUnreachable } from './within-reach.js';

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

/** What differs between the host and what it should be, and what would mend it. */
export interface Drift {
  readonly changes: readonly Change[];
  readonly commands: readonly HostCommand[];
}

/**
 * What has to change so that the host matches `desired`, from whatever it finds. `others` are worlds of which it may
 * have something as well; that goes. So does what drivers have that are not in use.
 */
export async function findDrift(
  { backends }: Registry,
  host: HostReader,
  desired: DesiredState,
  others: readonly DesiredState[] = [],
): Promise<Drift> {
  const known = [desired, ...others].flatMap(({ resources }) => resources);
  const candidates = distinct(known);
  const idle = backends.filter((driver) => !desired.drivers.includes(driver));
  const [current, ...left] = await Promise.all([
    observe(desired.drivers, host, candidates),
    ...idle.map((driver) => observeIdle(driver, host, candidates)),
  ]);
  const changes = diff(current, desired.resources);
  const steps = stepsBetween(current, desired.resources);
  const commands = dropUnreachable(desired, compileSteps(desired.drivers, steps));
  const leftovers = idle.map((driver, index) => leftover(driver, left[index] ?? []));
  return {
    changes: [...changes, ...leftovers.flatMap((each) => each.changes)],
    commands: [
      ...commands,
      ...flushCommands(steps.flat(), known, desired.resources),
      ...leftovers.flatMap((each) => each.commands),
    ],
  };
}

/** What takes away the `resources` of a driver that is not in use. What takes no command was never there. */
function leftover(driver: Driver, resources: readonly Resource[]): Drift {
  const changes = diff(resources, []);
  const commands = retire([driver], changes);
  return commands.length === 0 ? { changes: [], commands } : { changes, commands };
}

/**
 * Makes the host match `desired`, as {@link findDrift} finds it, and looks once more when that took something: what is
 * made anew (a cable whose end was moved out of reach) comes without what others had set on it. `signal` stops it
 * between two host commands.
 * @returns what was needed; nothing when all was as it should be
 */
export async function reconcile(
  registry: Registry,
  host: EngineHost,
  desired: DesiredState,
  others: readonly DesiredState[] = [],
  signal?: AbortSignal,
): Promise<Drift> {
  const drift = await findDrift(registry, host, desired, others);
  if (drift.commands.length === 0) return drift;
  await host.execute(drift.commands, signal);
  const rest = await findDrift(registry, host, desired, others);
  await host.execute(rest.commands, signal);
  return together([drift, rest]);
}

/** All of several repairs, in order. */
export function together(made: readonly Drift[]): Drift {
  return {
    changes: made.flatMap(({ changes }) => changes),
    commands: made.flatMap(({ commands }) => commands),
  };
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
function distinct(resources: readonly Resource[]): Resource[] {
  const seen = new Map<string, Resource>();
  for (const resource of resources) if (!seen.has(resource.id)) seen.set(resource.id, resource);
  return [...seen.values()];
}
