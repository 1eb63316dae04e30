import { type FilterFact, type ForeignChain, isVpcctlError } from '@vpcctl/sdk';
import { backendOf } from '../../features/backend/state.js';
import { filterName, selectFilters } from '../../features/foreign-firewalls/state.js';
import { selectVpcs } from '../../features/vpc/state.js';
import { findPendingConfirmation, type PendingConfirmation } from '../confirm/pending.js';
import type { EngineContext } from '../context.js';
import type { Drift } from '../repair/drift.js';
import { dryRunReplay } from '../run/replay.js';
import { readState } from './read.js';

/** A filter of another program, and how VPCs stand to it. */
export interface FilterStatus {
  readonly filter: ForeignChain;
  /**
   * `passed`: VPCs have accept rules there; `away`: they will when it drops by default again; `new`: nobody knew of it;
   * `locked`: only its own program can let VPCs pass; `unseen`: recorded, and only root can look.
   */
  readonly standing: 'passed' | 'away' | 'new' | 'locked' | 'unseen';
}

/** How VPCs stand to this host. */
export interface Status {
  readonly backend: string | null;
  readonly vpcs: readonly string[];
  readonly forwarding: boolean;
  readonly filters: readonly FilterStatus[];
  /** What differs from the journal; null where that could not be seen: only root can, or `problem` says why. */
  readonly drift: Drift | null;
  readonly problem: string | null;
  readonly pendingConfirmation: PendingConfirmation | null;
}

/** Looks at the host, as far as the user may. Changes nothing, takes no lock. */
export async function readStatus(
  context: EngineContext,
  uid = process.geteuid?.(),
): Promise<Status> {
  const state = await readState(context);
  const isRoot = uid === 0;
  const { filters, sysctls } = await context.facts({ filters: isRoot });
  const vpcs = Object.keys(selectVpcs(state));
  return {
    backend: backendOf(state),
    vpcs,
    forwarding: sysctls['net/ipv4/ip_forward'] === '1',
    filters: standings(selectFilters(state), isRoot ? filters : null),
    ...(isRoot ? await look(context, vpcs.length > 0) : { drift: null, problem: null }),
    pendingConfirmation: await findPendingConfirmation(context),
  };
}

async function look(
  context: EngineContext,
  hasVpcs: boolean,
): Promise<Pick<Status, 'drift' | 'problem'>> {
  // What is here says nothing of VPCs that are in another network namespace.
  const mismatch = hasVpcs ? (context.checkNamespace?.().mismatch ?? null) : null;
  if (mismatch !== null) return { drift: null, problem: mismatch.message };
  try {
    return { drift: await dryRunReplay(context), problem: null };
  } catch (error) {
    if (isVpcctlError(error)) return { drift: null, problem: error.message };
    throw error;
  }
}

/**
 * Those that are recorded, then the others that were found. Pure.
 * @param found null where nobody could look
 */
export function standings(
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
  const others = [...facts.values()].map(
    ({ filter, locked }): FilterStatus => ({ filter, standing: locked ? 'locked' : 'new' }),
  );
  return [...known, ...others];
}
