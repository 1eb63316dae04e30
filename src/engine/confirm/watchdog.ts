import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { VpcctlError } from '@vpcctl/sdk';
import { startDetached } from '../../host/process/detached.js';
import type { EngineContext } from '../context.js';
import { findPendingConfirmation } from './pending.js';
import { readPendingFile, stateDirectory } from './pending-file.js';
import { rollBackUnconfirmed } from './rollback.js';

/** How long it takes to notice that the change was confirmed. */
const GLANCE_MS = 200;

/** How often taking it back is tried: each failure is an entry of the history. */
const ATTEMPTS = 5;

/**
 * Waits until entry `seq` awaits confirmation no more, and takes it back when its time runs out. Holds no lock while
 * it waits. A clock that is put back gives no more time.
 * @throws VpcctlError what the last attempt to take it back threw
 */
export async function runWatchdog(context: EngineContext, seq: number): Promise<void> {
  const directory = stateDirectory(context);
  let deadline = '';
  let end = 0;
  for (let attempt = 1; ; ) {
    const pendingRecord = readPendingFile(directory);
    if (pendingRecord?.seq !== seq) return;
    const byClock = Date.parse(pendingRecord.deadline) - Date.now();
    if (pendingRecord.deadline !== deadline) {
      deadline = pendingRecord.deadline;
      end = performance.now() + byClock;
    }
    const left = Math.min(byClock, end - performance.now());
    if (left > 0) {
      await delay(Math.min(left, GLANCE_MS), undefined, { signal: context.signal });
      continue;
    }
    try {
      // Under the lock it may have been confirmed, or made only now, with more time.
      await rollBackUnconfirmed(
        context,
        (pendingConfirmation) =>
          pendingConfirmation.seq === seq && pendingConfirmation.deadline === deadline,
      );
    } catch (error) {
      if (context.signal?.aborted || attempt === ATTEMPTS) throw error;
      context.log.warn({ seq, attempt, error: String(error) }, 'could not be taken back yet');
      await delay(1000 * 2 ** attempt, undefined, { signal: context.signal });
      attempt += 1;
    }
  }
}

/**
 * Starts what takes entry `seq` back when it is not confirmed in time: `vpcctl await-confirmation`, a process that
 * outlives this one and its session.
 * @param packageRoot vpcctl's own directory
 * @throws VpcctlError `WATCH_FAILED`
 */
export async function startWatchdog(
  context: EngineContext,
  packageRoot: string,
  seq: number,
): Promise<void> {
  const args = [join(packageRoot, 'bin', 'vpcctl'), 'await-confirmation', String(seq)];
  try {
    await startDetached(process.execPath, args, {
      ...process.env,
      // Where it is relative, it is so to a directory that this process is in.
      VPCCTL_HOME: stateDirectory(context),
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new VpcctlError(`cannot start what watches for the confirmation: ${reason}`, {
      code: 'WATCH_FAILED',
      category: 'environment',
      cause,
    });
  }
}

/** After a restart of the host nothing watches: starts it again where a change awaits confirmation. */
export async function restartWatchdog(context: EngineContext, packageRoot: string): Promise<void> {
  const pendingConfirmation = await findPendingConfirmation(context);
  if (pendingConfirmation === null) return;
  await startWatchdog(context, packageRoot, pendingConfirmation.seq);
  const { description, seq, deadline } = pendingConfirmation;
  context.observer.notice?.(
    `"${description}" (entry ${seq}) awaits confirmation until ${deadline}: vpcctl confirm`,
  );
}
