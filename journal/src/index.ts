export {
  type Actor,
  type Applied,
  appliedDraft,
  type ChangeEntry,
  type ChangeEvent,
  changeDraft,
  type Entry,
  type EntryContent,
  type EntryDraft,
  type EventOrigin,
  eventsOf,
  type Failed,
  failedDraft,
  hashEntry,
  isOrigin,
  isOutcome,
  type NoteContent,
  type Outcome,
  type RecordedError,
  type Unconfirmed,
  ZERO_HASH,
} from './entry/entry.js';
export { JournalError, type JournalErrorCategory } from './entry/error.js';
export { canonicalJson, type Json } from './entry/json.js';
export { acceptsLoss, LOSS_EVENT } from './entry/loss.js';
export { isMessage, LONGEST_MESSAGE } from './entry/message.js';
export { advance, type Position, START } from './entry/position.js';
export { type EvolveState, fold, type Projection } from './fold/fold.js';
export { foldForked, foldSelected, foldWhole, type WholeFold } from './fold/fold-whole.js';
export { changesAmong, type HistoryItem, history, intentWith, lastSeq } from './fold/history.js';
export { findLoss, type Loss, missingEntry } from './fold/loss.js';
export { project, projectWhole, type WholeProjection } from './fold/project.js';
export { type Recent, readRecent } from './fold/recent.js';
export {
  activeIntents,
  advanceTimeline,
  advanceTimelineBy,
  type HistoryEntry,
  type HistoryType,
  isHistoryEntry,
  type Removals,
  removalsIn,
  removedBy,
  type Timeline,
  timeline,
} from './fold/timeline.js';
export type { Digest } from './store/digest.js';
export { ensureDirectory, readRegular, syncDirectory } from './store/file.js';
export { openJournal } from './store/file-journal.js';
export type { Journal, JournalOptions, Resumed, SoundTail, Tail } from './store/journal.js';
export type { Acquire, JournalLock, LockOptions } from './store/lock.js';
export {
  type ReplaceOptions,
  replaceFile,
  sweepTemporaries,
  type Temporary,
} from './store/replace.js';
export {
  keepSnapshot,
  peekSnapshot,
  readAnySnapshot,
  readSnapshot,
  type Snapshot,
  snapshotTemporary,
  writeSnapshot,
} from './store/snapshot.js';
export type { LastLine, TornTail } from './store/tail.js';
export { exportText, readExport, writeExport } from './store/transfer.js';
