import {
  type Change,
  type Driver,
  diff,
  type HostReader,
  type Resource,
  VpcctlError,
} from '@vpcctl/sdk';
import type { Observer } from '../context/context.js';
import { compileStep } from '../model/compile.js';
import type { DesiredState } from '../model/desired.js';
import type { Plan } from '../model/plan.js';

/**
 * Finds the resources of `known` that `desired` lacks and that are not ours: vpcctl did not make
 * the objects that have their names now. They have to stay.
 */
export async function findObsoleteNotOurs(
  host: HostReader,
  desired: DesiredState,
  known: readonly Resource[],
): Promise<readonly Resource[]> {
  const wanted = idsOf(desired.resources);
  const obsolete = known.filter(({ id }) => !wanted.has(id));
  return findNotOurs(desired.drivers, host, obsolete);
}

/**
 * Finds the resources whose names belong to objects that vpcctl did not make, and their dependents.
 */
async function findNotOurs(
  drivers: readonly Driver[],
  host: HostReader,
  resources: readonly Resource[],
): Promise<readonly Resource[]> {
  if (resources.length === 0) return [];
  return (
    await Promise.all(drivers.map((driver) => driver.notOurs?.(host, resources) ?? []))
  ).flat();
}

/**
 * Drops from a plan the resources that are not ours. A link or namespace that another program made
 * under the name of ours stays as it is, and the observer is told. Drivers are asked only about
 * resources that the plan changes, and about their dependencies.
 * @throws VpcctlError `HOST_NOT_OURS` where a new resource would depend on such an object
 */
export async function leaveNotOurs(
  plan: Plan,
  host: HostReader,
  observer: Observer,
): Promise<Plan> {
  const { difference, changes } = plan;
  const { before, after } = difference;
  if (plan.commands.length === 0) return plan;
  const notOurs = await findNotOurs(before.drivers, host, existingFor(before.resources, changes));
  if (notOurs.length === 0) return plan;
  const foreign = idsOf(notOurs);
  const additions = changes.filter(({ action }) => action !== 'delete');
  const needed = existingFor(before.resources, additions).find(({ id }) => foreign.has(id));
  if (needed !== undefined) throw notOursError(needed);
  reportNotOurs(observer, notOurs);
  const wanted = idsOf(after.resources);
  const isKept = ({ id }: Resource) => wanted.has(id) || !foreign.has(id);
  const own = { ...before, resources: before.resources.filter(isKept) };
  const ownChanges = diff(own.resources, after.resources);
  return {
    ...plan,
    before: { ...plan.before, resources: plan.before.resources.filter(isKept) },
    difference: { before: own, after },
    changes: ownChanges,
    commands: compileStep(own, after, ownChanges, () => plan.after.resources),
  };
}

/**
 * Tells the observer which objects stay since they are not ours; their dependents go unmentioned.
 */
export function reportNotOurs(observer: Observer, notOurs: readonly Resource[] = []): void {
  const ids = idsOf(notOurs);
  for (const { id, dependsOn = [] } of notOurs) {
    if (dependsOn.some((dependency) => ids.has(dependency))) continue;
    observer.notice?.(`left as it is, since vpcctl did not make it: ${nameOf(id)}`);
  }
}

/**
 * The existing resources that `changes` update or delete, and all existing dependencies of these.
 */
function existingFor(before: readonly Resource[], changes: readonly Change[]): Resource[] {
  const known = new Map(before.map((resource) => [resource.id, resource]));
  const found = new Map<string, Resource>();
  const add = (id: string) => {
    const resource = known.get(id);
    if (resource === undefined || found.has(id)) return;
    found.set(id, resource);
    for (const dependency of resource.dependsOn ?? []) add(dependency);
  };
  for (const change of changes) {
    if (change.action !== 'create') add(change.before.id);
    if (change.action !== 'delete') for (const id of change.after.dependsOn ?? []) add(id);
  }
  return [...found.values()];
}

function idsOf(resources: readonly Resource[]): ReadonlySet<string> {
  return new Set(resources.map(({ id }) => id));
}

/** `bridge:br-vpc1` as `bridge br-vpc1`. */
function nameOf(id: string): string {
  return id.replace(':', ' ');
}

function notOursError({ id }: Resource): VpcctlError {
  return new VpcctlError(`${nameOf(id)} is there already, and vpcctl did not make it`, {
    code: 'HOST_NOT_OURS',
    category: 'host',
    hints: ['rename or remove it, then: vpcctl replay'],
  });
}
