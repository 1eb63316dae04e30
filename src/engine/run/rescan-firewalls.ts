import { isVpcctlError } from '@vpcctl/sdk';
import { detectFirewalls } from '../../features/foreign-firewalls/index.js';
import { selectVpcs } from '../../features/vpc/state.js';
import { findPendingConfirmation } from '../confirm/pending.js';
import type { EngineContext } from '../context/context.js';
import { type Plan, plan } from '../model/plan.js';
import { readState } from '../model/read-state.js';
import type { Executed } from '../transaction/commit.js';
import { execute } from './execute.js';

/**
 * Detects foreign firewalls that appeared after the first VPC, and adds exceptions for the VPCs.
 * That is a change with an entry of its own. It does not run while another change awaits
 * confirmation, since that one may yet be rolled back.
 * @returns null where no new firewall was detected
 * @throws VpcctlError as {@link execute}
 */
export async function rescanFirewalls(context: EngineContext): Promise<Executed | null> {
  if ((await dryRunRescan(context)) === null || (await findPendingConfirmation(context)) !== null)
    return null;
  const executed = await execute(context, detectFirewalls.type, {});
  context.observer.notice?.(`entry ${executed.entry.seq}: ${executed.description}`);
  return executed;
}

/** Plans what {@link rescanFirewalls} would do; null where it would do nothing. */
export async function dryRunRescan(context: EngineContext): Promise<Plan | null> {
  const state = await readState(context);
  if (Object.keys(selectVpcs(state)).length === 0) return null;
  try {
    return await plan(context, state, detectFirewalls.type, {});
  } catch (error) {
    if (isVpcctlError(error) && error.code === 'FIREWALLS_NOTHING_NEW') return null;
    throw error;
  }
}
