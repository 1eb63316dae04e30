import { type EntryContent, eventsOf } from './entry.js';
import { isRecord, type Json } from './json.js';

/**
 * The type of the event that accepts a loss of entries. It is the first event of its change. The
 * events after it make the state that goes on, from nothing: no fold needs what is before it.
 */
export const LOSS_EVENT = 'journal.accept-loss';

/** Whether an entry accepts a loss. Pure. */
export function acceptsLoss(entry: EntryContent): boolean {
  return eventsOf(entry)[0]?.type === LOSS_EVENT;
}

/** Whether an entry accepts that the journal lacks the entry with this hash. Pure. */
export function acceptsLossOf(entry: EntryContent, hash: string): boolean {
  const data: Json = eventsOf(entry)[0]?.data ?? null;
  return acceptsLoss(entry) && isRecord(data) && data['proven'] === hash;
}
