import {
  type Change,
  changedResource,
  type Driver,
  diff,
  type HostCommand,
  isVpcctlError,
  type Resource,
  type VpcctlError,
} from '@vpcctl/sdk';
import type { EngineHost } from '../context.js';
import { compileSteps, stepsBetween } from '../model/compile.js';
import { flushCommands } from '../model/conntrack-flush.js';
import type { DesiredState } from '../model/desired.js';
import { dropUnreachable } from '../model/unreachable.js';
import type { Registry } from '../registry/registry.js';
import { around } from './dependents.js';
import { type Drift, distinct, findLeftover, idleBackends } from './drift.js';
import { guardsIn } from './guards.js';
import { obstacleTo } from './hindrance.js';
import { foreignAmong } from './leave-not-ours.js';
import { isPolicy, isRight, type Scene } from './scene.js';
import { lookAt } from './sight.js';
import { type Unit, unitsOf } from './units.js';
import { withdraw } from './withdraw.js';

/** What a host shall be, and what it may have. */
export interface Job {
  readonly registry: Registry;
  readonly host: EngineHost;
  readonly desired: DesiredState;
  /** Worlds of which the host may have something as well; that goes. */
  readonly others?: readonly DesiredState[];
  /** Stops it between two host commands. */
  readonly signal?: AbortSignal | undefined;
  /** Told of the first failure, before anything is tried by itself; what it throws ends all. */
  readonly onTrouble?: ((error: VpcctlError) => Promise<void> | void) | undefined;
}

/** What could not be made what it should be. */
export interface Missing {
  /** The resources, which can only be changed together; or what else failed, in words. */
  readonly what: readonly string[];
  /** Why that failed by itself; null where it was left out because of another resource. */
  readonly error: VpcctlError | null;
  /** The resource because of which it was left out. */
  readonly because: string | null;
}

/** What was needed, and what could not be done. */
export interface Repaired extends Drift {
  readonly missing: readonly Missing[];
}

/** What is made anew may come without what had been set on it by others: that is seen when one looks once more. */
const PASSES = 2;

/**
 * Makes the host match `desired`, from whatever it finds. First all at once; where that fails, in ever smaller parts,
 * until it is known which resources can't be made right. Those, and what stands on them, are left as they are; no link
 * goes up without its packet policy; and nothing that stands and is right is touched.
 * @throws VpcctlError `HOST_INTERRUPTED`; what `onTrouble` throws
 */
export async function repair(job: Job): Promise<Repaired> {
  const { registry, host, desired, others = [], signal } = job;
  const known = [desired, ...others].flatMap(({ resources }) => resources);
  const all = distinct(known);
  const left = await foreignAmong(host, desired, all);
  const candidates = all.filter((candidate) => !left.includes(candidate));
  const current = new Map<string, Resource>();
  const wanted = new Map(desired.resources.map((each) => [each.id, each]));
  const unseen = new Map<string, VpcctlError>();
  const failed = new Map<string, VpcctlError>();
  const isGivenUp = (id: string) => failed.has(id) || unseen.has(id);
  const scene: Scene = { current, wanted, guards: guardsIn(desired.resources), isGivenUp };
  const made: { changes: Change[]; commands: HostCommand[] } = { changes: [], commands: [] };
  const further: Missing[] = [];
  let torn: Change[] = [];
  let isTroubled = false;

  await look(candidates);
  let origin = new Map(current);
  for (const error of unseen.values()) await trouble(error);
  for (let pass = 1; pass <= PASSES; pass += 1) {
    const before = made.commands.length;
    await work();
    if (made.commands.length === before && !isTroubled) break;
    if (pass < PASSES || isTroubled) await look(candidates);
  }
  if (isTroubled) await withdrawHalves();
  await endWhatIsClosed();
  await retireIdle();
  return { ...made, left, missing: isTroubled ? [...missing(), ...further] : [] };

  async function look(at: readonly Resource[]): Promise<void> {
    const { found, unseen: hidden } = await lookAt(desired.drivers, host, at);
    for (const { id } of at) {
      current.delete(id);
      unseen.delete(id);
    }
    for (const resource of found) current.set(resource.id, resource);
    for (const [id, error] of hidden) unseen.set(id, error);
  }

  async function trouble(error: VpcctlError): Promise<void> {
    if (!isTroubled) await job.onTrouble?.(error);
    isTroubled = true;
  }

  /** Executes all units that can be, in batches: half as large after a failure, twice after a success. */
  async function work(): Promise<void> {
    for (let size = Number.POSITIVE_INFINITY; ; ) {
      const { batch, pending } = nextBatch(size);
      if (batch.length === 0) return;
      const error = await run(batch, pending);
      if (error === null) {
        size *= 2;
        continue;
      }
      await trouble(error);
      size = Math.ceil(batch.length / 2);
      const touched = around(batch, candidates);
      await look(touched);
      const [unit] = batch;
      if (batch.length > 1 || unit === undefined) continue;
      for (const id of unit.ids) failed.set(id, error);
      await execute(withdraw(unit, origin, scene, desired.drivers));
      await look(touched);
    }
  }

  function nextBatch(size: number): { batch: Unit[]; pending: ReadonlySet<string> } {
    const batch: Unit[] = [];
    const ids = new Set<string>();
    const units = unitsOf(scene);
    for (const unit of units) {
      if (batch.length >= size) break;
      if (unit.ids.some(isGivenUp)) continue;
      if (obstacleTo(unit, ids, scene) !== null) continue;
      batch.push(unit);
      for (const id of unit.ids) ids.add(id);
    }
    const pending = units.flatMap((unit) => unit.ids).filter((id) => !ids.has(id));
    return { batch, pending: new Set(pending) };
  }

  async function run(batch: readonly Unit[], pending: ReadonlySet<string>) {
    const before = [...current.values()].filter(({ id }) => !pending.has(id));
    const after = desired.resources.filter(({ id }) => !pending.has(id));
    const changes = diff(before, after);
    const steps = stepsBetween(before, after);
    const isWhole = pending.size === 0 && !isTroubled;
    const commands = compiled(steps);
    if (isVpcctlError(commands)) return commands;
    torn.push(...steps.flat().filter(({ action }) => action === 'delete'));
    const ended = isWhole ? flushCommands(steps.flat(), known, after) : [];
    const error = await execute([...commands, ...ended]);
    if (error !== null) return error;
    made.changes.push(...changes);
    for (const id of batch.flatMap(({ ids }) => ids)) {
      const after = wanted.get(id);
      if (after === undefined) current.delete(id);
      else current.set(id, after);
    }
    if (isWhole) {
      origin = new Map(current);
      torn = [];
    }
    return null;
  }

  /** Or why a driver, of a plugin, can't compile them. */
  function compiled(steps: readonly (readonly Change[])[]) {
    try {
      return dropUnreachable(desired, compileSteps(desired.drivers, steps));
    } catch (error) {
      if (isVpcctlError(error)) return error;
      throw error;
    }
  }

  async function execute(commands: readonly HostCommand[]): Promise<VpcctlError | null> {
    try {
      if (commands.length > 0) await host.execute(commands, signal);
      made.commands.push(...commands);
      return null;
    } catch (error) {
      if (signal?.aborted || !isVpcctlError(error)) throw error;
      return error;
    }
  }

  /** Of what had begun all at once, and was then left out. */
  async function withdrawHalves(): Promise<void> {
    const halves = unitsOf(scene)
      .filter(({ goes }) => !goes)
      .map((unit) => withdraw(unit, origin, scene, desired.drivers))
      .filter((commands) => commands.length > 0);
    for (const commands of halves) await execute(commands);
    if (halves.length > 0) await look(candidates);
  }

  /** Once, by the policy that really stands, and only of VPCs whose policy has changed. */
  async function endWhatIsClosed(): Promise<void> {
    const changes = diff([...origin.values()], [...current.values()]);
    const again = torn.filter((change) => {
      const { id } = changedResource(change);
      return !current.has(id) || wanted.has(id);
    });
    const policy = desired.resources.filter((each) => isPolicy(each) && isRight(scene, each.id));
    const error = await execute(flushCommands([...changes, ...again], known, policy));
    if (error === null) return;
    await trouble(error);
    further.push({ what: ['connections that may not be any more'], error, because: null });
  }

  /** What a backend has left that is not in use goes when the policy of the one in use stands. */
  async function retireIdle(): Promise<void> {
    if (!desired.resources.every((each) => !isPolicy(each) || isRight(scene, each.id))) return;
    for (const driver of idleBackends(registry.backends, desired)) {
      const error = await retire(driver);
      if (error === null) continue;
      await trouble(error);
      further.push({ what: [`what is left of the backend ${driver.name}`], error, because: null });
    }
  }

  async function retire(driver: Driver): Promise<VpcctlError | null> {
    try {
      const { changes, commands } = await findLeftover(driver, host, candidates);
      const error = await execute(commands);
      if (error === null) made.changes.push(...changes);
      return error;
    } catch (error) {
      if (!isVpcctlError(error)) throw error;
      return error;
    }
  }

  function missing(): Missing[] {
    const left = unitsOf(scene).flatMap(({ ids, goes }): Missing[] => {
      const id = ids.find(isGivenUp);
      const error = id === undefined ? null : (failed.get(id) ?? unseen.get(id) ?? null);
      const because = error === null ? obstacleTo({ ids, goes }, new Set(), scene) : null;
      return error === null && because === null ? [] : [{ what: ids, error, because }];
    });
    const hidden = [...unseen].filter(([id]) => !wanted.has(id));
    return [...left, ...hidden.map(([id, error]) => ({ what: [id], error, because: null }))];
  }
}
