import { hash } from 'node:crypto';
import { canonicalJson, type Json } from './json.js';

/** Who ran the command that wrote an entry. */
export interface Actor {
  /** The effective user id. */
  readonly uid: number;
  /** The login name, the one behind sudo where there is one. */
  readonly user: string;
  readonly pid: number;
  /** The command line, program name first. */
  readonly argv: readonly string[];
}

/** One line of the journal: an intent, or the outcome of one. Never changed once written. */
export interface Entry {
  /** 1 for the first entry, then one more each; also its line number. */
  readonly seq: number;
  /** A UUID. */
  readonly id: string;
  /** When it was written: ISO 8601, UTC. */
  readonly at: string;
  readonly actor: Actor;
  /** `applied` or `failed` for an outcome; anything else is an intent, `vpc.create`. */
  readonly type: string;
  /** The version of `data`. */
  readonly v: number;
  readonly data: Json;
  /** The hash of the entry before; {@link ZERO_HASH} in the first. */
  readonly prev: string;
  /** SHA-256 over everything else in the entry, `prev` included; see {@link hashEntry}. */
  readonly hash: string;
}

/** What the caller says of an entry; the journal adds the rest. */
export type EntryDraft = Pick<Entry, 'type' | 'v' | 'data' | 'actor'>;

/** What went wrong, as it is recorded. */
export type RecordedError = { readonly code: string; readonly message: string };

/** `of` is the `seq` of the intent that this is the outcome of. */
export type Applied = Entry & { readonly type: 'applied'; readonly data: { readonly of: number } };
export type Failed = Entry & {
  readonly type: 'failed';
  readonly data: {
    readonly of: number;
    readonly error: RecordedError;
    /** The command was killed, or the power went; a later one rolled back and wrote this. */
    readonly interrupted?: true;
  };
};
export type Outcome = Applied | Failed;

/** The `prev` of the first entry. */
export const ZERO_HASH = '0'.repeat(64);

/** Whether an entry, read from a journal, tells how an intent ended. */
export function isOutcome(entry: Entry): entry is Outcome {
  return entry.type === 'applied' || entry.type === 'failed';
}

/** The hash of an entry: SHA-256 in hex over the canonical JSON of all its fields but `hash`. */
export function hashEntry(entry: { readonly [field: string]: Json }): string {
  const { hash: _, ...rest } = entry;
  return sha256(canonicalJson(rest));
}

/** SHA-256 in hex over a text, as UTF-8. */
export function sha256(text: string): string {
  return hash('sha256', text);
}

/** The outcome of an intent that the host now matches. */
export function appliedDraft(intent: Entry, actor: Actor): EntryDraft {
  return { type: 'applied', v: 1, data: { of: intent.seq }, actor };
}

/** The outcome of an intent that was rolled back; `interrupted` when its own command did not live to say so. */
export function failedDraft(
  intent: Entry,
  error: RecordedError,
  actor: Actor,
  interrupted = false,
): EntryDraft {
  const { code, message } = error;
  const data = { of: intent.seq, error: { code, message } };
  return {
    type: 'failed',
    v: 1,
    data: interrupted ? { ...data, interrupted: true } : data,
    actor,
  };
}
