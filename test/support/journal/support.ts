import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Acquire,
  changeDraft,
  type Entry,
  type EntryDraft,
  type Journal,
  JournalError,
  type Json,
  type NoteContent,
  openJournal,
  type Position,
  START,
} from '@vpcctl/journal';
import { onTestFinished } from 'vitest';
import { newMemoryDirectory } from '../directories.js';

export const ACTOR = { uid: 0, user: 'ada', pid: 7, argv: ['vpcctl', 'create-vpc', 'vpc1'] };

/** A draft of a change with one event, of no feature that exists. */
export function intent(data: Json = {}, type = 'thing.make'): EntryDraft {
  return changeDraft([{ type, v: 1, data }], ACTOR);
}

/** A draft of an undo, redo, revert or outcome. */
export function note(type: NoteContent['type'], data: Json = {}): EntryDraft {
  return { type, v: 1, data, actor: ACTOR };
}

/** A new directory, removed after the tests of the file. */
export const temporaryDirectory = () => newMemoryDirectory('vpcctl-journal-');

/** For tests that are alone with their journal. */
export const unlocked: Acquire = async () => {};

/** Starts a program that is killed after the test, should it still run. */
export function start(program: string, args: string[]): ChildProcess {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return child;
}

/** The next thing that a child prints. */
export async function nextOutput(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the child has no pipe for its output');
  const [chunk] = await once(child.stdout, 'data');
  return String(chunk).trim();
}

/** A journal in a directory of its own. */
export interface Fixture {
  readonly directory: string;
  readonly file: string;
  readonly journal: Journal;
  readonly entries: readonly Entry[];
  /** The position after each of `entries`, that of the start first. */
  readonly positions: readonly Position[];
  readonly bytes: Buffer;
}

/** A journal that holds `drafts`. */
export async function journalOf(...drafts: EntryDraft[]): Promise<Fixture> {
  const directory = temporaryDirectory();
  const file = join(directory, 'journal.ndjson');
  const journal = openJournal(directory, { acquire: unlocked });
  const entries: Entry[] = [];
  const positions = [START];
  for (const draft of drafts) {
    const { entry, position } = await append(journal, positions.at(-1) ?? START, draft);
    entries.push(entry);
    positions.push(position);
  }
  const bytes = drafts.length > 0 ? readFileSync(file) : Buffer.alloc(0);
  return { directory, file, journal, entries, positions, bytes };
}

/** Appends under a lock of its own. */
export async function append(journal: Journal, position: Position, draft: EntryDraft) {
  const lock = await journal.lock();
  try {
    return await journal.append(lock, position, draft);
  } finally {
    lock.release();
  }
}

/** Repairs the torn tail under a lock of its own. */
export async function repairTail(journal: Journal) {
  const lock = await journal.lock();
  try {
    return await journal.repairTornTail(lock);
  } finally {
    lock.release();
  }
}

/** The JournalError that `promise` rejects with; anything else fails the test. */
export async function rejection(promise: Promise<unknown>): Promise<JournalError> {
  const outcome = await promise.then(
    () => 'no error',
    (error: unknown) => error,
  );
  if (outcome instanceof JournalError) return outcome;
  throw new Error('expected a JournalError', { cause: outcome });
}
