import { type Change, diff, type HostCommand, type HostReader, type Resource } from '@vpcctl/sdk';
import { compile } from './compile.js';
import type { EngineHost } from './parts.js';
import type { Registry } from './registry.js';

/**
 * What the host has of `candidates`, each with the attributes it really has.
 * @throws VpcctlError as the drivers' `observe` do
 */
export async function observe(
  registry: Registry,
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Resource[]> {
  const found = await Promise.all(
    registry.drivers.map((driver) => {
      const own = candidates.filter(({ kind }) => driver.kinds.includes(kind));
      return own.length === 0 ? [] : driver.observe(host, own);
    }),
  );
  return found.flat();
}

/** What differs between the host and what it should be, and what would mend it. */
export interface Drift {
  readonly changes: readonly Change[];
  readonly commands: readonly HostCommand[];
}

/**
 * What has to change so that the host matches `desired`, from whatever it finds. `others` are things of ours that may
 * be there as well, and go.
 */
export async function findDrift(
  registry: Registry,
  host: HostReader,
  desired: readonly Resource[],
  others: readonly Resource[] = [],
): Promise<Drift> {
  const wanted = new Set(desired.map(({ id }) => id));
  const candidates = [...desired, ...others.filter(({ id }) => !wanted.has(id))];
  // What an observed thing depends on isn't on the host to be read; order needs it.
  const links = new Map(candidates.map((resource) => [resource.id, resource]));
  const current = (await observe(registry, host, candidates)).map((resource) => ({
    ...resource,
    dependsOn: links.get(resource.id)?.dependsOn ?? [],
  }));
  const changes = diff(current, desired);
  return { changes, commands: compile(registry, changes) };
}

/**
 * Makes the host match `desired`, as {@link findDrift} finds it. `signal` stops it between two host commands.
 * @returns what was needed; nothing when all was as it should be
 */
export async function converge(
  registry: Registry,
  host: EngineHost,
  desired: readonly Resource[],
  others: readonly Resource[] = [],
  signal?: AbortSignal,
): Promise<Drift> {
  const drift = await findDrift(registry, host, desired, others);
  await host.execute(drift.commands, signal);
  return drift;
}
