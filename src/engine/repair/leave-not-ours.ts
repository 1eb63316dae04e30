import {
  type Change,
  type Driver,
  diff,
  type HostReader,
  type Resource,
  VpcctlError,
} from '@vpcctl/sdk';
import type { Observer } from '../context.js';
import { compileStep } from '../model/compile.js';
import type { DesiredState } from '../model/desired.js';
import type { Plan } from '../model/plan.js';

/** What of `known` would have to go so that the host is as `desired`, and is somebody else's by now: it stays. */
export async function foreignAmong(
  host: HostReader,
  desired: DesiredState,
  known: readonly Resource[],
): Promise<readonly Resource[]> {
  const wanted = new Set(desired.resources.map(({ id }) => id));
  const going = known.filter(({ id }) => !wanted.has(id));
  return findForeign(desired.drivers, host, going);
}

/** Which of `resources` have the names of somebody else's things on this host, or stand on those. */
async function findForeign(
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
 * A plan without what is not ours by now: a link or a namespace that somebody else made under the name of one of ours
 * stays as it is, and is named. Only what the plan changes, and what that stands on, is asked about.
 * @throws VpcctlError `HOST_FOREIGN` where something would be built on such a thing
 */
export async function leaveForeign(
  plan: Plan,
  host: HostReader,
  observer: Observer,
): Promise<Plan> {
  const { before, after, changes } = plan;
  if (plan.commands.length === 0) return plan;
  const foreign = await findForeign(before.drivers, host, touchedBy(before.resources, changes));
  if (foreign.length === 0) return plan;
  const coming = changes.filter(({ action }) => action !== 'delete');
  const needed = touchedBy(before.resources, coming).find(({ id }) => isAmong(foreign, id));
  if (needed !== undefined) throw isForeign(needed);
  noteLeft(observer, foreign);
  const stays = ({ id }: Resource) => isAmong(after.resources, id) || !isAmong(foreign, id);
  const own = { ...before, resources: before.resources.filter(stays) };
  return {
    ...plan,
    before: own,
    changes: diff(own.resources, after.resources),
    commands: compileStep(own, after),
  };
}

/** Says what is left as it is; what stands on it goes without saying. */
export function noteLeft(observer: Observer, foreign: readonly Resource[] = []): void {
  for (const { id, dependsOn = [] } of foreign) {
    if (dependsOn.some((needed) => isAmong(foreign, needed))) continue;
    observer.notice?.(`left as it is, since vpcctl did not make it: ${inWords(id)}`);
  }
}

/** What there was before of what `changes` are about, and of all that this stands on. */
function touchedBy(before: readonly Resource[], changes: readonly Change[]): Resource[] {
  const known = new Map(before.map((resource) => [resource.id, resource]));
  const touched = new Map<string, Resource>();
  const touch = (id: string) => {
    const resource = known.get(id);
    if (resource === undefined || touched.has(id)) return;
    touched.set(id, resource);
    for (const needed of resource.dependsOn ?? []) touch(needed);
  };
  for (const change of changes) {
    if (change.action !== 'create') touch(change.before.id);
    if (change.action !== 'delete') for (const id of change.after.dependsOn ?? []) touch(id);
  }
  return [...touched.values()];
}

function isAmong(resources: readonly Resource[], id: string): boolean {
  return resources.some((resource) => resource.id === id);
}

/** `bridge:br-vpc1` as `bridge br-vpc1`. */
function inWords(id: string): string {
  return id.replace(':', ' ');
}

function isForeign({ id }: Resource): VpcctlError {
  return new VpcctlError(`${inWords(id)} is there already, and vpcctl did not make it`, {
    code: 'HOST_NOT_OURS',
    category: 'host',
    hints: ['rename or remove it, then: vpcctl replay'],
  });
}
