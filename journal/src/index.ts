export {
  type Actor,
  type Applied,
  appliedDraft,
  type Entry,
  type EntryDraft,
  type Failed,
  failedDraft,
  hashEntry,
  isOutcome,
  type Outcome,
  type RecordedError,
  ZERO_HASH,
} from './entry.js';
export { JournalError, type JournalErrorCategory } from './error.js';
export { type EvolveState, fold, type Projection } from './fold.js';
export { foldSelected, foldWhole, type WholeFold } from './fold-whole.js';
export { type HistoryItem, history } from './history.js';
export { type Journal, type JournalOptions, openJournal, type Tail } from './journal.js';
export { canonicalJson, type Json } from './json.js';
export type { Acquire, JournalLock, LockOptions } from './lock.js';
export { advance, type Position, START } from './position.js';
export { project } from './project.js';
export { readSnapshot, type Snapshot, writeSnapshot } from './snapshot.js';
export type { TornTail } from './tail.js';
export {
  advanceTimeline,
  effective,
  isTimeEntry,
  type TimeEntry,
  type Timeline,
  type TimeType,
  takenOut,
  timeline,
} from './timeline.js';
export { exportText, installJournal, readExport, writeExport } from './transfer.js';
