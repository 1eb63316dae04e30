import { isVpcctlError } from '@vpcctl/sdk';
import { detectFirewalls } from '../../features/foreign-firewalls/detect.js';
import { selectVpcs } from '../../features/vpc/state.js';
import { findPendingConfirmation } from '../confirm/pending.js';
import type { EngineContext } from '../context.js';
import { readState } from '../inspect/read.js';
import { type Plan, plan } from '../model/plan.js';
import type { Executed } from './commit.js';
import { execute } from './execute.js';

/**
 * Looks for filters of other programs that came after the first VPC, and lets the VPCs pass them: a change like any
 * other, with an entry of its own. Not while a change awaits confirmation, since that may yet be taken back.
 * @returns null where there is none
 */
export async function rescanFirewalls(context: EngineContext): Promise<Executed | null> {
  if ((await dryRunRescan(context)) === null || (await findPendingConfirmation(context)) !== null)
    return null;
  const executed = await execute(context, detectFirewalls.type, {});
  context.observer.notice?.(`entry ${executed.entry.seq}: ${executed.description}`);
  return executed;
}

/** What {@link rescanFirewalls} would do. */
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
