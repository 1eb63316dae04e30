import {
  type Change,
  type Driver,
  diff,
  type HostReader,
  isPacketPolicy,
  isSameJson,
  isVpcctlError,
  type Operation,
  type Resource,
} from '@vpcctl/sdk';
import {
  compileSteps,
  dropUnreachable,
  followUpOf,
  retire,
  stepsBetween,
} from '../model/compile.js';
import type { DesiredState } from '../model/desired.js';
import type { Registry } from '../registry/registry.js';
import { findObsoleteNotOurs } from './not-ours.js';
import { observe } from './observe.js';

/** The differences between the host and its desired state, and the commands that fix them. */
export interface Drift {
  readonly changes: readonly Change[];
  readonly commands: readonly Operation[];
  /** Obsolete resources whose names now belong to objects that vpcctl did not make: they stay. */
  readonly notOurs?: readonly Resource[];
}

/**
 * Computes the changes that make the host match `desired`, whatever it has.
 * @param otherStates states whose resources the host may have as well. These resources are deleted,
 *   unless vpcctl did not make the object that has the name now. Objects of idle backends are
 *   deleted, too.
 * @throws VpcctlError `HOST_NOT_OURS` where an object that vpcctl did not make has the name of a
 *   desired resource
 */
export async function findDrift(
  { backends }: Registry,
  host: HostReader,
  desired: DesiredState,
  otherStates: readonly DesiredState[] = [],
): Promise<Drift> {
  const known = [desired, ...otherStates].flatMap(({ resources }) => resources);
  const all = distinct(known);
  const notOurs = await findObsoleteNotOurs(host, desired, all);
  const candidates = all.filter((candidate) => !notOurs.includes(candidate));
  const [current, ...leftovers] = await Promise.all([
    observe(desired.drivers, host, candidates),
    ...idleBackends(backends, desired).map((driver) => findLeftovers(driver, host, candidates)),
  ]);
  const steps = stepsBetween(desired.drivers, current, desired.resources);
  const [only = [], ...more] = steps;
  const changes = more.length === 0 ? only : diff(current, desired.resources);
  const commands = dropUnreachable(desired, compileSteps(desired.drivers, steps));
  return {
    changes: [...changes, ...leftovers.flatMap((each) => each.changes)],
    commands: [
      ...commands,
      ...followUpOf(desired.drivers, {
        ...{ changes: steps.flat(), known, desired: desired.resources },
      }),
      ...leftovers.flatMap((each) => each.commands),
    ],
    notOurs,
  };
}

/** The backends that are not in use. */
export function idleBackends(backends: readonly Driver[], { drivers }: DesiredState): Driver[] {
  return backends.filter((driver) => !drivers.includes(driver));
}

/** Finds the objects of a backend that is not in use, and the commands that delete them. */
export async function findLeftovers(
  driver: Driver,
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Drift> {
  const changes = diff(await observeIdle(driver, host, candidates), []);
  const commands = retire([driver], changes);
  // A resource whose deletion takes no command did not exist.
  return commands.length === 0 ? { changes: [], commands } : { changes, commands };
}

/** Observes a backend that is not in use. One that can't serve this host has no objects here. */
async function observeIdle(
  driver: Driver,
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Resource[]> {
  try {
    const found = await observe([driver], host, candidates);
    const why = `leftover of the backend ${driver.name}`;
    return found.map((resource) => ({ ...resource, why }));
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    if (error.code === 'HOST_PROGRAM_MISSING') return [];
    if (((await driver.unsupportedReason?.(host)) ?? null) !== null) return [];
    throw error;
  }
}

/**
 * Keeps the first resource of each id. Of the packet policy it keeps each content, the first one
 * first: a driver has to explain all that its tables hold.
 */
export function distinct(resources: readonly Resource[]): Resource[] {
  const seen = new Map<string, Resource[]>();
  for (const resource of resources) {
    const same = seen.get(resource.id);
    if (same === undefined) seen.set(resource.id, [resource]);
    else if (isPacketPolicy(resource) && same.every((each) => !isSameContent(each, resource))) {
      same.push(resource);
    }
  }
  return [...seen.values()].flat();
}

function isSameContent(one: Resource, other: Resource): boolean {
  return one === other || isSameJson(one.attributes, other.attributes);
}
