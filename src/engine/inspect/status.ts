import {
  changedResource,
  type FilterFact,
  type FirewallProgram,
  type ForeignChain,
  filterName,
  type HostFacts,
  isVpcctlError,
  type Resource,
  type State,
  type VpcctlError,
  vpcsOf,
} from '@vpcctl/sdk';
import { lastingFile } from '../../host/index.js';
import { type Overlap, overlapsWithHost } from '../../model/network/index.js';
import { findHindrances, type Hindrance, trafficNeeds } from '../../model/traffic/index.js';
import { containersToAsk } from '../../model/workloads/index.js';
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
   * `passed`: it lets VPCs pass, by accept rules or by its own configuration. `away`: it is recorded but does not drop now; the
   * accept rules return when it does. `new`: it is not recorded yet. `locked`: only its own program
   * can let VPCs pass. `unseen`: it is recorded, and only root can check it.
   */
  readonly standing: 'passed' | 'away' | 'new' | 'locked' | 'unseen';
}

/** A program in whose configuration VPCs have exceptions, which it loads at each start and reload. */
export interface LastingStatus {
  readonly program: FirewallProgram;
  /** The file that holds them. */
  readonly file: string;
  /** `away`: the program is not installed now; `unseen`: only root can check it. */
  readonly standing: 'kept' | 'away' | 'unseen';
}

/** The result of comparing this host with the journal, and of asking it where packets would go. */
export interface Status {
  readonly backend: string | null;
  /** What the backend does not enforce; null where it enforces all. */
  readonly backendWarning: string | null;
  readonly vpcs: readonly string[];
  readonly forwarding: boolean;
  readonly filters: readonly FilterStatus[];
  readonly lasting: readonly LastingStatus[];
  /** The interfaces that VPCs without a named uplink use, the best one first. */
  readonly uplinks: readonly string[];
  /** Addresses and networks of the host in the CIDRs of VPCs. */
  readonly overlaps: readonly Overlap[];
  /** The drift; null where it could not be observed: without root, or because of `problem`. */
  readonly drift: Drift | null;
  readonly problem: string | null;
  /** What is damaged or missing in the journal; null where it is whole. */
  readonly journalProblem: string | null;
  /** What keeps packets of VPCs from arriving, stopped containers among it; null where the host cannot be asked. */
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
    ...(mismatch === null && isRoot && { containers: containersToAsk(state) }),
  });
  const { filters, sysctls } = host;
  const recorded = registry.features.flatMap((each) => each.exceptionsIn?.(state) ?? []);
  const programs = registry.features.flatMap((each) => each.lastingIn?.(state) ?? []);
  const checked = isRoot ? await readDrift(context, mismatch) : { drift: null, problem: null };
  return {
    backend: registry.backendOf(state),
    backendWarning: backendWarning(registry, state),
    vpcs,
    forwarding: sysctls['net/ipv4/ip_forward'] === '1',
    filters: filterStatuses(recorded, isRoot ? filters : null, isLetBy(state, checked.drift)),
    lasting: programs.map((program) => ({
      program,
      file: lastingFile(program),
      standing: standingOf(program, isRoot ? host.firewallPrograms : null),
    })),
    uplinks: host.uplinks.flatMap((each) => (each.isDefault ? [each.interface] : [])),
    overlaps: overlapsWithHost(state, host),
    ...checked,
    hindrances: hindrancesIn(state, mismatch === null, host),
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
  { traffic, containers }: HostFacts,
): Hindrance[] | null {
  if (!isHere) return null;
  if (traffic === undefined) return [];
  return findHindrances(state, traffic, containers).filter(({ isNarrow }) => isNarrow !== true);
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
 * @param isLet whether VPCs pass a chain all the same that is new, or that vpcctl may not change
 */
export function filterStatuses(
  recorded: readonly ForeignChain[],
  found: readonly FilterFact[] | null,
  isLet: (fact: FilterFact) => boolean = () => false,
): FilterStatus[] {
  const facts = new Map(found?.map((fact) => [filterName(fact.filter), fact]));
  const known = recorded.map((filter): FilterStatus => {
    const fact = facts.get(filterName(filter));
    facts.delete(filterName(filter));
    if (found === null) return { filter, standing: 'unseen' };
    if (fact === undefined) return { filter, standing: 'away' };
    return { filter, standing: fact.locked && !isLet(fact) ? 'locked' : 'passed' };
  });
  const unrecorded = [...facts.values()].map((fact): FilterStatus => {
    const { filter, locked } = fact;
    return { filter, standing: isLet(fact) ? 'passed' : locked ? 'locked' : 'new' };
  });
  return [...known, ...unrecorded];
}

/**
 * Whether all VPCs pass a chain in which vpcctl has made no exceptions: by the zone that the chain's
 * own program loaded, or where the drift has nothing to add to the chain.
 */
function isLetBy(state: State, drift: Drift | null): (fact: FilterFact) => boolean {
  const vpcs = vpcsOf(state);
  const isMissing = ({ filter }: FilterFact) =>
    drift === null || drift.changes.some((change) => isAbout(changedResource(change), filter));
  return (fact) => {
    const { locked, passing = [] } = fact;
    if (vpcs.length === 0) return false;
    if (!locked) return !isMissing(fact);
    return vpcs.every(({ cidr, segment }) => passing.includes(`${cidr} ${segment}`));
  };
}

function isAbout({ attributes }: Resource, filter: ForeignChain): boolean {
  return Object.entries(filter).every(([key, value]) => attributes[key] === value);
}

function standingOf(
  program: FirewallProgram,
  installed: readonly FirewallProgram[] | null,
): LastingStatus['standing'] {
  if (installed === null) return 'unseen';
  return installed.includes(program) ? 'kept' : 'away';
}
