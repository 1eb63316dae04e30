import { hash } from 'node:crypto';
import { canonicalJson, type Json } from './json.js';

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

/** One line of the journal: an intent, or the outcome of one. Entries never change. */
export interface Entry {
  /** The number of the change, from 1. An intent and its outcome have the same one. */
  readonly seq: number;
  /** A UUID. */
  readonly id: string;
  /** When the entry was written: ISO 8601, UTC. */
  readonly at: string;
  readonly actor: Actor;
  /** `applied` or `failed` for an outcome; any other type is an intent's: `vpc.create`. */
  readonly type: string;
  /** The version of the shape of `data`. */
  readonly v: number;
  readonly data: Json;
  /** The hash of the previous entry; {@link ZERO_HASH} in the first. */
  readonly prev: string;
  /** SHA-256 over all other fields, `prev` included; see {@link hashEntry}. */
  readonly hash: string;
}

/** The caller's part of an entry; the journal adds the rest. */
export type EntryDraft = Pick<Entry, 'type' | 'v' | 'data' | 'actor'>;

/** An error, as a failed outcome records it. */
export type RecordedError = { readonly code: string; readonly message: string };

/** The outcome of an intent that the host matches; its `seq` is that of the intent. */
export type Applied = Entry & { readonly type: 'applied' };
/** The outcome of an intent that was rolled back; its `seq` is that of the intent. */
export type Failed = Entry & {
  readonly type: 'failed';
  readonly data: {
    readonly error: RecordedError;
    /** The command was killed or the power failed; a later command rolled back and wrote this. */
    readonly interrupted?: true;
  };
};
/** An entry that says how an intent ended. */
export type Outcome = Applied | Failed;

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

/** SHA-256 in hex over a text as UTF-8. Pure. */
export function sha256(text: string): string {
  return hash('sha256', text);
}

/** The outcome of the last intent: the host matches it. */
export function appliedDraft(actor: Actor): EntryDraft {
  return { type: 'applied', v: 1, data: {}, actor };
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
