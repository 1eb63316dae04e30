import { type Entry, history, isTimeEntry } from '@vpcctl/journal';
import { inputError, type VpcctlError } from '@vpcctl/sdk';
import type { EngineParts } from '../context.js';
import { describeEntry } from '../history/describe.js';
import type { ReaderParts } from '../inspect/read.js';
import { withSession } from '../run/session.js';
import {
  readUnconfirmed,
  removeUnconfirmed,
  stateDirectory,
  type Unconfirmed,
} from './pending-file.js';

/** A change that awaits confirmation, with its entry. */
export interface Awaited extends Unconfirmed {
  readonly entry: Entry;
  readonly entries: readonly Entry[];
  readonly description: string;
}

/**
 * The change that awaits confirmation, or null. While one does, no other is made, so it is the last that was applied;
 * a file that names another entry was left by a command that was cut off, and means nothing.
 */
export async function findAwaited(parts: ReaderParts): Promise<Awaited | null> {
  const unconfirmed = readUnconfirmed(stateDirectory(parts));
  if (unconfirmed === null) return null;
  const { entries } = await parts.journal.read();
  const entry = history(entries).findLast(({ outcome }) => outcome === 'applied')?.entry;
  if (entry?.seq !== unconfirmed.seq) return null;
  const description = describeEntry(parts.registry, entry, entries);
  return { ...unconfirmed, entry, entries, description };
}

/** Whether the time to confirm has run out, by the clock on the wall: it goes on while the host is off. */
export function isOverdue({ deadline }: Unconfirmed, now: number = Date.now()): boolean {
  return Date.parse(deadline) <= now;
}

type Reversal =
  | { readonly type: 'undo'; readonly count: number }
  | { readonly type: 'redo'; readonly count: number };

/** What takes a change back: undo, or redo where it is an undo itself. */
export function reversalOf(entry: Entry): Reversal {
  if (!isTimeEntry(entry) || entry.type === 'revert') return { type: 'undo', count: 1 };
  const count = entry.data.targets.length;
  return entry.type === 'undo' ? { type: 'redo', count } : { type: 'undo', count };
}

/**
 * Keeps the change that awaits confirmation.
 * @param seq only this one
 * @throws VpcctlError `CONFIRM_NOTHING`
 */
export function confirm(parts: EngineParts, seq?: number): Promise<Awaited> {
  return withSession(parts, async () => {
    const awaited = await findAwaited(parts);
    if (awaited === null || (seq ?? awaited.seq) !== awaited.seq) throw nothing();
    removeUnconfirmed(stateDirectory(parts));
    parts.log.info({ seq: awaited.seq, actor: parts.actor }, 'confirmed');
    return awaited;
  });
}

/** @throws VpcctlError `CONFIRM_NOTHING` */
export async function rehearseConfirm(parts: EngineParts): Promise<Awaited> {
  const awaited = await findAwaited(parts);
  if (awaited === null) throw nothing();
  return awaited;
}

function nothing(): VpcctlError {
  return inputError(
    'CONFIRM_NOTHING',
    'no change awaits confirmation',
    'vpcctl history says whether it was taken back; vpcctl redo brings it back',
  );
}
