import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fold, type Projection } from '@vpcctl/journal';
import { VpcctlError } from '@vpcctl/sdk';
import { startDetached } from '../../host/index.js';
import type { EngineContext } from '../context/context.js';
import { readProjection } from '../model/read-state.js';
import { findPendingConfirmation } from './pending.js';
import { rollBackUnconfirmed } from './rollback.js';

/** How often the watchdog checks whether the change was confirmed. */
const POLL_MS = 200;

/** How often the rollback is tried; each failure is an entry of the history. */
const ATTEMPTS = 5;

/**
 * Waits until entry `seq` is confirmed, and rolls it back when its time runs out. Holds no lock
 * while it waits. A clock that is set back gives no more time.
 * @param within how long to wait for the outcome of an entry that has none yet, in milliseconds.
 *   Where it still has none, its command was killed, and it is rolled back as interrupted
 * @throws VpcctlError the error of the last attempt to roll back
 */
export async function runWatchdog(
  context: EngineContext,
  seq: number,
  within: number = 0,
): Promise<void> {
  let deadline = new Date(Date.now() + within).toISOString();
  let end = performance.now() + within;
  let journal: Projection<unknown> = await readProjection(context);
  let askedInVain = false;
  for (let attempt = 1; ; ) {
    journal = fold(journal, await context.journal.read(journal.position), (state) => state);
    const { pending, position, unconfirmed } = journal;
    if (position.seq >= seq && pending?.seq !== seq) {
      if (unconfirmed?.seq !== seq) return;
      if (unconfirmed.deadline !== deadline) {
        deadline = unconfirmed.deadline;
        end = performance.now() + Date.parse(deadline) - Date.now();
      }
    }
    const left = Math.min(Date.parse(deadline) - Date.now(), end - performance.now());
    if (left > 0) {
      await delay(Math.min(left, POLL_MS), undefined, { signal: context.signal });
      continue;
    }
    // The command was killed before it recorded anything, if that is still so under the lock.
    if (position.seq < seq && askedInVain) return;
    askedInVain = position.seq < seq;
    try {
      // Checked again under the lock: the change may be confirmed, or may have a later deadline.
      await rollBackUnconfirmed(
        context,
        (pendingConfirmation) =>
          pendingConfirmation.seq === seq && pendingConfirmation.deadline === deadline,
      );
    } catch (error) {
      if (context.signal?.aborted || attempt === ATTEMPTS) throw error;
      context.log.warn({ seq, attempt, error: String(error) }, 'could not be rolled back yet');
      await delay(1000 * 2 ** attempt, undefined, { signal: context.signal });
      attempt += 1;
    }
  }
}

/**
 * Starts the watchdog of entry `seq`: `vpcctl await-confirmation`, a process that outlives this one
 * and its session.
 * @param packageRoot vpcctl's own directory
 * @param within as {@link runWatchdog} takes it
 * @throws VpcctlError `WATCH_FAILED`
 */
export async function startWatchdog(
  context: EngineContext,
  packageRoot: string,
  seq: number,
  within: number,
): Promise<void> {
  const program = join(packageRoot, 'bin', 'vpcctl');
  const args = [program, 'await-confirmation', String(seq), String(within)];
  try {
    await startDetached(process.execPath, args, {
      ...process.env,
      // Absolute, since a relative path depends on this process's working directory.
      VPCCTL_HOME: dirname(context.snapshotFile),
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new VpcctlError(`cannot start the watchdog of the confirmation: ${reason}`, {
      code: 'WATCH_FAILED',
      category: 'environment',
      cause,
    });
  }
}

/** Starts the watchdog again after a restart of the host, where a change awaits confirmation. */
export async function restartWatchdog(context: EngineContext, packageRoot: string): Promise<void> {
  const pendingConfirmation = await findPendingConfirmation(context);
  if (pendingConfirmation === null) return;
  await startWatchdog(context, packageRoot, pendingConfirmation.seq, 0);
  const { description, seq, deadline } = pendingConfirmation;
  context.observer.notice?.(
    `"${description}" (entry ${seq}) awaits confirmation until ${deadline}: vpcctl confirm`,
  );
}
