import { hash } from 'node:crypto';
import { canonicalJson, isRecord, type Json } from './json.js';

/** The process and user behind the command that wrote an entry. */
export interface Actor {
  /** The effective user id. */
  readonly uid: number;
  /** The login name; under sudo, that of the user who called it. */
  readonly user: string;
  readonly pid: number;
  /** The command line, program name first. */
  readonly argv: readonly string[];
}

/** One thing that a change does. The journal does not look into its data. */
export type ChangeEvent = {
  /** `<feature>.<verb>`: `vpc.create`. */
  readonly type: string;
  /** The version of the shape of `data`, from 1. */
  readonly v: number;
  readonly data: Json;
  /** The plugin that made the event; left out where it comes with vpcctl. */
  readonly plugin?: EventOrigin;
};

/** The plugin that made an event, as it was installed then. */
export type EventOrigin = {
  /** The name of its package. */
  readonly name: string;
  readonly version: string;
  /** What `plugins install` got: a full path, or a name with a version; null where not known. */
  readonly source: string | null;
};

/** The fields that all entries have. */
interface EntryFields {
  /** The number of the change, from 1. An intent and its outcome have the same one. */
  readonly seq: number;
  /** A UUID. */
  readonly id: string;
  /** When the entry was written: ISO 8601, UTC. */
  readonly at: string;
  readonly actor: Actor;
  /** The hash of the previous entry; {@link ZERO_HASH} in the first. */
  readonly prev: string;
  /** SHA-256 over all other fields, `prev` included; see {@link hashEntry}. */
  readonly hash: string;
}

/** What the entry of a change holds: one or more events, which are applied or fail together. */
export interface ChangeContent {
  readonly type: 'change';
  /** Why the change was made, as its user says: see `isMessage`. */
  readonly message?: string;
  readonly events: readonly ChangeEvent[];
}

/**
 * What an entry holds that is about a change: an undo, redo, revert or confirmation of it, or its
 * outcome.
 */
export interface NoteContent {
  readonly type: 'undo' | 'redo' | 'revert' | 'confirm' | 'applied' | 'failed';
  /** Why, as for a change; outcomes have none. */
  readonly message?: string;
  /** The version of the shape of `data`. */
  readonly v: number;
  readonly data: Json;
}

/** What an entry holds besides the fields that all entries have. */
export type EntryContent = ChangeContent | NoteContent;

/** The entry of a change. */
export type ChangeEntry = EntryFields & ChangeContent;

/**
 * One line of the journal: an intent (a change, undo, redo, revert or confirmation), or the outcome
 * of one.
 * Entries never change.
 */
export type Entry = ChangeEntry | (EntryFields & NoteContent);

/** The caller's part of an entry; the journal adds the rest. */
export type EntryDraft = EntryContent & Pick<EntryFields, 'actor'>;

/** An error, as a failed outcome records it. */
export type RecordedError = { readonly code: string; readonly message: string };

/** The outcome of an intent that the host matches; its `seq` is that of the intent. */
export type Applied = EntryFields &
  NoteContent & {
    readonly type: 'applied';
    readonly data: {
      /** The change is rolled back unless it is confirmed by then: ISO 8601, UTC. */
      readonly confirmBy?: string;
    };
  };
/** The outcome of an intent that was rolled back; its `seq` is that of the intent. */
export type Failed = EntryFields &
  NoteContent & {
    readonly type: 'failed';
    readonly data: {
      readonly error: RecordedError;
      /** The command was killed or the power failed; a later command rolled back and wrote this. */
      readonly interrupted?: true;
    };
  };
/** An entry that says how an intent ended. */
export type Outcome = Applied | Failed;

/** A change that is rolled back unless it is confirmed in time. */
export interface Unconfirmed {
  /** The number of the change. */
  readonly seq: number;
  /** The time of its rollback: ISO 8601, UTC. */
  readonly deadline: string;
}

/** The `prev` of the first entry. */
export const ZERO_HASH = '0'.repeat(64);

/** Whether an entry from a journal is an outcome. Pure. */
export function isOutcome(entry: Entry): entry is Outcome {
  return isOutcomeType(entry.type);
}

/** Whether entries of `type` are outcomes. Pure. */
export function isOutcomeType(type: string): boolean {
  return type === 'applied' || type === 'failed';
}

/** Whether `type` is one of the types of entries. Pure. */
export function isEntryType(type: string): boolean {
  return type === 'change' || NOTE_TYPES.some((note) => note === type);
}

/** The types of the entries that are not changes themselves. */
export const NOTE_TYPES = ['undo', 'redo', 'revert', 'confirm', 'applied', 'failed'] as const;

/** The events of a change, in order; none of any other entry. Pure. */
export function eventsOf(entry: EntryContent): readonly ChangeEvent[] {
  return entry.type === 'change' ? entry.events : [];
}

/** Whether a JSON value is a list of one or more events. Pure. */
export function isEventList(value: unknown): value is readonly ChangeEvent[] {
  return Array.isArray(value) && value.length > 0 && value.every(isEvent);
}

function isEvent(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { type, v, data, plugin } = value;
  if ('plugin' in value && !isOrigin(plugin)) return false;
  return (
    Object.keys(value).length === ('plugin' in value ? 4 : 3) &&
    typeof type === 'string' &&
    type !== '' &&
    Number.isSafeInteger(v) &&
    Number(v) >= 1 &&
    data !== undefined
  );
}

/** Whether a JSON value is the {@link EventOrigin} of an event. Pure. */
export function isOrigin(value: unknown): value is EventOrigin {
  if (!isRecord(value) || Object.keys(value).length !== 3) return false;
  const { name, version, source } = value;
  return (
    [name, version, source ?? ''].every((each) => typeof each === 'string') && source !== undefined
  );
}

/**
 * The number of an entry of `type` that follows change `last`; an outcome belongs to that change.
 */
export function nextSeq(last: number, type: string): number {
  return isOutcomeType(type) ? last : last + 1;
}

/** The hash of an entry: SHA-256 in hex over the canonical JSON of all fields but `hash`. Pure. */
export function hashEntry(entry: { readonly [field: string]: Json }): string {
  const { hash: _, ...rest } = entry;
  return sha256(canonicalJson(rest));
}

/** SHA-256 in hex over a text as UTF-8, or over bytes. Pure. */
export function sha256(text: string | Buffer): string {
  return hash('sha256', text);
}

/**
 * The entry of a change, with its events in order.
 * @param message why it is made; left out where nobody says so
 */
export function changeDraft(
  events: readonly ChangeEvent[],
  actor: Actor,
  message?: string,
): EntryDraft {
  return {
    type: 'change',
    ...(message !== undefined && { message }),
    events: events.map(({ type, v, data, plugin }) => ({
      ...{ type, v, data },
      ...(plugin && { plugin }),
    })),
    actor,
  };
}

/**
 * The outcome of the last intent: the host matches it.
 * @param confirmBy the intent is rolled back unless it is confirmed by then (ISO 8601, UTC);
 *   undefined where it needs no confirmation
 */
export function appliedDraft(actor: Actor, confirmBy?: string): EntryDraft {
  const data = confirmBy === undefined ? {} : { confirmBy };
  return { type: 'applied', v: 1, data, actor };
}

/**
 * The outcome of the last intent: it was rolled back.
 * @param interrupted whether its own command was killed before it could write this
 */
export function failedDraft(error: RecordedError, actor: Actor, interrupted = false): EntryDraft {
  const { code, message } = error;
  const data = { error: { code, message } };
  return {
    type: 'failed',
    v: 1,
    data: interrupted ? { ...data, interrupted: true } : data,
    actor,
  };
}
