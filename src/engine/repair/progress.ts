import {
  type Change,
  isVpcctlError,
  type Operation,
  type Resource,
  type VpcctlError,
} from '@vpcctl/sdk';
import { lazily } from '../../model/records.js';
import type { EngineHost } from '../context/context.js';
import type { DesiredState } from '../model/desired.js';
import type { Registry } from '../registry/registry.js';
import { observePossible } from './observe.js';
import { prerequisitesOf } from './prerequisites.js';
import type { RepairState } from './state.js';

/** The desired state of a host, and the other states that it may have parts of. */
export interface RepairRequest {
  readonly registry: Registry;
  readonly host: EngineHost;
  readonly desired: DesiredState;
  /** States whose resources the host may have as well; these resources are deleted. */
  readonly otherStates?: readonly DesiredState[];
  /** Stops the repair between two host commands. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the first failure, before smaller parts are tried. An error it throws ends all. */
  readonly onFirstFailure?: ((error: VpcctlError) => Promise<void> | void) | undefined;
}

/** A part of the desired state that could not be reached. */
export interface Missing {
  /** The ids of resources that can only be changed together; or another failed task, in words. */
  readonly what: readonly string[];
  /** The error of this part; null where it was left out because of another resource. */
  readonly error: VpcctlError | null;
  /** The id of the resource because of which this part was left out. */
  readonly because: string | null;
}

/** The knowledge and the results of one repair. The functions of this folder update it. */
export interface Progress extends RepairState {
  readonly request: RepairRequest;
  /** The resources of all states of the request, with duplicates. */
  readonly known: readonly Resource[];
  /** The resources to observe, each once. */
  readonly candidates: readonly Resource[];
  readonly current: Map<string, Resource>;
  readonly unobservable: Map<string, VpcctlError>;
  readonly failed: Map<string, VpcctlError>;
  /** The resources that existed when connections were last known to match the policy. */
  initial: ReadonlyMap<string, Resource>;
  /** Deletions that were tried since then, whether they succeeded or not. */
  attemptedDeletes: Change[];
  /** The changes that succeeded. */
  readonly changes: Change[];
  /** The commands that succeeded. */
  readonly commands: Operation[];
  /** Failures of other tasks: a conntrack flush, or the removal of leftovers. */
  readonly otherFailures: Missing[];
  hasFailure: boolean;
}

export function startProgress(
  request: RepairRequest,
  known: readonly Resource[],
  candidates: readonly Resource[],
): Progress {
  const { resources, drivers } = request.desired;
  const links = lazily(() => {
    const guarded = drivers.flatMap((driver) => driver.guardedLinks?.(candidates) ?? []);
    return new Map(guarded.map((link) => [link.id, link]));
  });
  const prerequisites = lazily(() => prerequisitesOf(resources, links()));
  const unobservable = new Map<string, VpcctlError>();
  const failed = new Map<string, VpcctlError>();
  return {
    ...{ request, known, candidates, unobservable, failed },
    current: new Map(),
    desired: new Map(resources.map((each) => [each.id, each])),
    get links() {
      return links();
    },
    get prerequisites() {
      return prerequisites();
    },
    isGivenUp: (id) => failed.has(id) || unobservable.has(id),
    ...{ initial: new Map(), attemptedDeletes: [], changes: [], commands: [] },
    ...{ otherFailures: [], hasFailure: false },
  };
}

/** Observes `resources` again, and updates what is known about them. */
export async function refresh(progress: Progress, resources: readonly Resource[]): Promise<void> {
  const { request, current, unobservable } = progress;
  const observation = await observePossible(request.desired.drivers, request.host, resources);
  for (const { id } of resources) {
    current.delete(id);
    unobservable.delete(id);
  }
  for (const resource of observation.found) current.set(resource.id, resource);
  for (const [id, error] of observation.unobservable) unobservable.set(id, error);
}

/** @throws VpcctlError the error that `onFirstFailure` throws */
export async function noteFailure(progress: Progress, error: VpcctlError): Promise<void> {
  if (!progress.hasFailure) await progress.request.onFirstFailure?.(error);
  progress.hasFailure = true;
}

/**
 * Executes host commands.
 * @returns the failure, or null
 * @throws VpcctlError `HOST_INTERRUPTED`
 */
export async function execute(
  progress: Progress,
  commands: readonly Operation[],
): Promise<VpcctlError | null> {
  const { host, signal } = progress.request;
  try {
    if (commands.length > 0) await host.execute(commands, signal);
    progress.commands.push(...commands);
    return null;
  } catch (error) {
    if (signal?.aborted || !isVpcctlError(error)) throw error;
    return error;
  }
}
