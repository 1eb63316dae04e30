import { type Entry, isHistoryEntry, type Journal } from '@vpcctl/journal';

/** How many times the newest lines are read anew, with more before them, until all are read. */
const TRIES = 3;

/**
 * Reads the end of a journal: the newest `count` changes, and as many before them as there are
 * between them and the changes that they undo, redo or revert, which they name. Takes no lock.
 * @throws JournalError as `journal.read` does, for the lines that it reads
 */
export async function readNewest(journal: Journal, count: number): Promise<readonly Entry[]> {
  let lines = 2 * count;
  for (let left = TRIES; left > 0; left -= 1) {
    const from = await journal.positionFromEnd(lines);
    const { entries } = await journal.read(from);
    const oldest = oldestTarget(entries);
    if (from.seq === 0 || oldest > from.seq) return entries;
    lines = entries.length + 2 * (from.seq - oldest + 1);
  }
  return (await journal.read()).entries;
}

/** The number of the oldest change that one of `entries` takes out of the fold or brings back. */
function oldestTarget(entries: readonly Entry[]): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    if (!isHistoryEntry(entry)) continue;
    for (const target of entry.data.targets) oldest = Math.min(oldest, target);
  }
  return oldest;
}
