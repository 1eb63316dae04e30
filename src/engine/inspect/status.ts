import {
  type FilterFact,
  type ForeignChain,
  filterName,
  isVpcctlError,
  type State,
  type TrafficFacts,
  type VpcctlError,
  vpcsOf,
} from '@vpcctl/sdk';
import { type Overlap, overlapsWithHost } from '../../model/network/index.js';
import { findHindrances, type Hindrance, trafficNeeds } from '../../model/traffic/index.js';
import { findPendingConfirmation, type PendingConfirmation } from '../confirm/pending.js';
import { backendWarning } from '../context/backend-warning.js';
import type { EngineContext } from '../context/context.js';
import { type MissingPlugin, missingPlugins } from '../missing/missing-plugins.js';
import { unknownEvents } from '../missing/unknown-events.js';
import { readState, readWhole } from '../model/read-state.js';
import type { Drift } from '../repair/drift.js';
import { dryRunReplay } from '../run/replay.js';

/** A chain of a foreign firewall, and how it treats the VPCs. */
export interface FilterStatus {
  readonly filter: ForeignChain;
  /**
   * `passed`: it has accept rules for the VPCs. `away`: it is recorded but does not drop now; the
   * accept rules return when it does. `new`: it is not recorded yet. `locked`: only its own program
   * can let VPCs pass. `unseen`: it is recorded, and only root can check it.
   */
  readonly standing: 'passed' | 'away' | 'new' | 'locked' | 'unseen';
}

/** The result of comparing this host with the journal, and of asking it where packets would go. */
export interface Status {
  readonly backend: string | null;
  /** What the backend does not enforce; null where it enforces all. */
  readonly backendWarning: string | null;
  readonly vpcs: readonly string[];
  readonly forwarding: boolean;
  readonly filters: readonly FilterStatus[];
  /** The interfaces that VPCs without a named uplink use, the best one first. */
  readonly uplinks: readonly string[];
  /** Addresses and networks of the host in the CIDRs of VPCs. */
  readonly overlaps: readonly Overlap[];
  /** The drift; null where it could not be observed: without root, or because of `problem`. */
  readonly drift: Drift | null;
  readonly problem: string | null;
  /** What is damaged or missing in the journal; null where it is whole. */
  readonly journalProblem: string | null;
  /** What keeps packets of VPCs from arriving; null where the host cannot be asked. */
  readonly hindrances: readonly Hindrance[] | null;
  readonly pendingConfirmation: PendingConfirmation | null;
  /** The plugins that are not installed, and whose entries are therefore not applied. */
  readonly missingPlugins: readonly MissingPlugin[];
}

/** Compares the host with the journal, as far as the user may. Changes nothing, takes no lock. */
export async function readStatus(
  context: EngineContext,
  uid = process.geteuid?.(),
): Promise<Status> {
  const { state, journalProblem } = await readStateAndProblem(context);
  const isRoot = uid === 0;
  const { registry } = context;
  const vpcs = vpcsOf(state).map(({ name }) => name);
  // This network namespace tells nothing about VPCs that are in another one.
  const mismatch = vpcs.length > 0 ? (context.checkNamespace?.().mismatch ?? null) : null;
  const host = await context.facts({
    ...{ filters: isRoot, network: true },
    ...(mismatch === null && vpcs.length > 0 && { traffic: trafficNeeds(state, isRoot) }),
  });
  const { filters, sysctls, traffic } = host;
  const recorded = registry.features.flatMap((each) => each.exceptionsIn?.(state) ?? []);
  return {
    backend: registry.backendOf(state),
    backendWarning: backendWarning(registry, state),
    vpcs,
    forwarding: sysctls['net/ipv4/ip_forward'] === '1',
    filters: filterStatuses(recorded, isRoot ? filters : null),
    uplinks: host.uplinks.flatMap((each) => (each.isDefault ? [each.interface] : [])),
    overlaps: overlapsWithHost(state, host),
    ...(isRoot ? await readDrift(context, mismatch) : { drift: null, problem: null }),
    hindrances: hindrancesIn(state, mismatch === null, traffic),
    pendingConfirmation: await findPendingConfirmation(context),
    missingPlugins: missingPlugins(unknownEvents(state)),
    journalProblem,
  };
}

/**
 * The state of a journal, and what is wrong with it. Where that is in the last entries, there is no
 * state.
 */
async function readStateAndProblem(
  context: EngineContext,
): Promise<{ readonly state: State; readonly journalProblem: string | null }> {
  try {
    return { state: (await readWhole(context)).state, journalProblem: null };
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    return { state: await readState(context), journalProblem: error.message };
  }
}

function hindrancesIn(
  state: State,
  isHere: boolean,
  traffic: TrafficFacts | undefined,
): Hindrance[] | null {
  if (!isHere) return null;
  return traffic === undefined ? [] : findHindrances(state, traffic);
}

async function readDrift(
  context: EngineContext,
  mismatch: VpcctlError | null,
): Promise<Pick<Status, 'drift' | 'problem'>> {
  if (mismatch !== null) return { drift: null, problem: mismatch.message };
  try {
    return { drift: await dryRunReplay(context), problem: null };
  } catch (error) {
    if (isVpcctlError(error)) return { drift: null, problem: error.message };
    throw error;
  }
}

/**
 * The status of the recorded chains, then of the chains that were found besides. Pure.
 * @param found null where the user may not read the host's firewalls
 */
export function filterStatuses(
  recorded: readonly ForeignChain[],
  found: readonly FilterFact[] | null,
): FilterStatus[] {
  const facts = new Map(found?.map((fact) => [filterName(fact.filter), fact]));
  const known = recorded.map((filter): FilterStatus => {
    const fact = facts.get(filterName(filter));
    facts.delete(filterName(filter));
    if (found === null) return { filter, standing: 'unseen' };
    if (fact === undefined) return { filter, standing: 'away' };
    return { filter, standing: fact.locked ? 'locked' : 'passed' };
  });
  const unrecorded = [...facts.values()].map(
    ({ filter, locked }): FilterStatus => ({ filter, standing: locked ? 'locked' : 'new' }),
  );
  return [...known, ...unrecorded];
}
