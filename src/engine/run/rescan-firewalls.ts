import { isVpcctlError } from '@vpcctl/sdk';
import { surveyFilters } from '../../features/foreign-firewalls/detect.js';
import { selectVpcs } from '../../features/vpc/select.js';
import { findAwaited } from '../confirm/pending.js';
import type { EngineParts } from '../context.js';
import { readState } from '../inspect/read.js';
import { type Plan, plan } from '../model/plan.js';
import type { Executed } from './commit.js';
import { execute } from './execute.js';

/**
 * Looks for filters of other programs that came after the first VPC, and lets the VPCs pass them: a change like any
 * other, with an entry of its own. Not while a change awaits confirmation, since that may yet be taken back.
 * @returns null where there is none
 */
export async function surveyAgain(parts: EngineParts): Promise<Executed | null> {
  if ((await rehearseSurvey(parts)) === null || (await findAwaited(parts)) !== null) return null;
  const executed = await execute(parts, surveyFilters.type, {});
  parts.observer.notice?.(`entry ${executed.entry.seq}: ${executed.description}`);
  return executed;
}

/** What {@link surveyAgain} would do. */
export async function rehearseSurvey(parts: EngineParts): Promise<Plan | null> {
  const state = await readState(parts);
  if (Object.keys(selectVpcs(state)).length === 0) return null;
  try {
    return await plan(parts, state, surveyFilters.type, {});
  } catch (error) {
    if (isVpcctlError(error) && error.code === 'SURVEY_NOTHING_NEW') return null;
    throw error;
  }
}
