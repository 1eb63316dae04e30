import { linkSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry, EntryDraft } from '../entry/entry.js';
import { damaged, JournalError } from '../entry/error.js';
import { completeLine, lineOf } from '../entry/line.js';
import { readPlainChain } from '../entry/plain-chain.js';
import { advance, type Position, START } from '../entry/position.js';
import { type Digest, FileDigest } from './digest.js';
import { isFileError, readFailed, writeFailed } from './environment.js';
import { appendDurably, ensureDirectory, readRange, sizeOf, withExisting } from './file.js';
import type { Journal, JournalOptions, Resumed, SoundTail, Tail } from './journal.js';
import { demandHeld, type JournalLock, type LockOptions, takeLock } from './lock.js';
import { replaceFile } from './replace.js';
import {
  besideJournal,
  confirmsPosition,
  cutTornTail,
  type LastLine,
  lastLine,
  positionFromEnd,
  secondName,
  type TornTail,
} from './tail.js';
import { exportText } from './transfer.js';

const NEWLINE = 0x0a;

/**
 * The journal in `directory`: `journal.ndjson`, one entry a line, and `journal.lock`. Opening it
 * touches no file. The first lock creates the directory (mode 0700), the first append the journal
 * (mode 0600).
 */
export function openJournal(directory: string, options: JournalOptions): Journal {
  return new FileJournal(directory, options);
}

/** A journal in a directory of the local file system. */
class FileJournal implements Journal {
  readonly #directory: string;
  readonly #file: string;
  readonly #options: JournalOptions;
  /** What this object appended last. Such a line is compared, since a long one is slow to check. */
  #written: { readonly position: Position; readonly bytes: Buffer } | null = null;

  constructor(directory: string, options: JournalOptions) {
    this.#directory = directory;
    this.#file = join(directory, 'journal.ndjson');
    this.#options = options;
  }

  get name(): string {
    return this.#file;
  }

  async read(from: Position = START): Promise<Tail> {
    const { fault, ...tail } = await this.readSound(from);
    if (fault !== null) throw fault;
    return tail;
  }

  async readSound(from: Position = START): Promise<SoundTail> {
    const bytes = this.#reading((fd) =>
      confirmsPosition(fd, from) ? readRange(fd, from.cursor, sizeOf(fd)) : null,
    );
    if (bytes === null)
      throw damaged(this.#file, from.line, 'the entry that was there is missing or changed');
    const complete = bytes.lastIndexOf(NEWLINE) + 1;
    const completed = completeLine(bytes.subarray(complete));
    const lines = bytes.subarray(0, complete);
    const whole = completed === null ? lines : Buffer.concat([lines, completed]);
    const torn = completed === null && complete < bytes.length;
    const plain = readPlainChain(whole, from);
    const rest = whole.subarray(plain.end.cursor - from.cursor);
    if (rest.length === 0) return { ...plain, torn, fault: null };
    const { readSound } = await import('../entry/chain.js');
    const sound = readSound(rest, plain.end, this.#file);
    return { ...sound, entries: [...plain.entries, ...sound.entries], torn };
  }

  async digest(position: Position, from?: Digest): Promise<Digest> {
    const begin = from instanceof FileDigest ? from : new FileDigest();
    return this.#reading((fd) => begin.upTo(fd, position.cursor));
  }

  async confirms(position: Position): Promise<boolean> {
    return this.#reading((fd) => confirmsPosition(fd, position));
  }

  async positionFromEnd(lines: number): Promise<Position> {
    // Where that line is damaged, a reader from the start names it.
    return this.#reading((fd) => positionFromEnd(fd, lines)) ?? START;
  }

  async last(): Promise<LastLine | null> {
    return this.#reading(lastLine);
  }

  async append(lock: JournalLock, expected: Position, draft: EntryDraft) {
    const { chainEntry } = await import('../entry/chain.js');
    const entry = chainEntry(expected, draft, this.#now());
    const bytes = Buffer.from(lineOf(entry));
    demandHeld(lock);
    this.#writing(() => {
      if (!this.#endsAt(expected)) throw conflict(this.#file, expected);
      appendDurably(this.#file, bytes);
    });
    const cursor = expected.cursor + bytes.length;
    const position = { line: expected.line + 1, seq: entry.seq, cursor, hash: entry.hash };
    this.#written = { position, bytes };
    return { entry, position };
  }

  async repairTornTail(lock: JournalLock): Promise<TornTail | null> {
    demandHeld(lock);
    return this.#writing(() => cutTornTail(this.#file, this.#now()));
  }

  async resume(
    lock: JournalLock,
    after: Position,
    drafts: (kept: string | null) => readonly EntryDraft[],
  ): Promise<Resumed> {
    const { chainEntry } = await import('../entry/chain.js');
    demandHeld(lock);
    const begin = this.#reading((fd) => (fd === null ? null : readRange(fd, 0, after.cursor)));
    const known = this.#reading((fd) => (fd === null ? null : secondName(this.#file)));
    const kept = begin === null ? null : (known ?? besideJournal(this.#file, 'lost', this.#now()));
    const lines = [begin ?? Buffer.alloc(0)];
    const entries: Entry[] = [];
    let position = after;
    for (const draft of drafts(kept)) {
      const entry = chainEntry(position, draft, this.#now());
      entries.push(entry);
      lines.push(Buffer.from(lineOf(entry)));
      position = advance(position, entry);
    }
    this.#writing(() => {
      // A second name of the old file, which then loses its first one.
      if (kept !== null && known === null) linkSync(this.#file, kept);
      replaceFile(this.#file, Buffer.concat(lines));
    });
    return { entries, position, kept };
  }

  async install(lock: JournalLock, entries: readonly Entry[]): Promise<Position> {
    demandHeld(lock);
    this.#writing(() => {
      if (this.#reading(sizeOf) > 0) throw notEmpty(this.#file);
      replaceFile(this.#file, exportText(entries));
    });
    return entries.reduce(advance, START);
  }

  async lock(options?: LockOptions): Promise<JournalLock> {
    this.#writing(() => ensureDirectory(this.#directory));
    return takeLock(join(this.#directory, 'journal.lock'), this.#options.acquire, options);
  }

  #endsAt(position: Position): boolean {
    return this.#reading((fd) => {
      if (sizeOf(fd) !== position.cursor) return false;
      const written = this.#written;
      if (written?.position !== position) return confirmsPosition(fd, position);
      const start = position.cursor - written.bytes.length;
      return readRange(fd, start, position.cursor).equals(written.bytes);
    });
  }

  /** Calls `use` with the file, open for reading; with null where there is none. */
  #reading<T>(use: (fd: number | null) => T): T {
    try {
      return withExisting(this.#file, 'r', use);
    } catch (error) {
      throw isFileError(error) ? readFailed(this.#file, error) : error;
    }
  }

  #writing<T>(use: () => T): T {
    try {
      return use();
    } catch (error) {
      throw isFileError(error) ? writeFailed(this.#file, error) : error;
    }
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }
}

function conflict(file: string, expected: Position): JournalError {
  return new JournalError(
    `the journal ${file} has changed: it no longer ends with line ${expected.line}`,
    {
      code: 'JOURNAL_CONFLICT',
      category: 'journal',
      hints: ['run the command again: it then starts from the current journal'],
    },
  );
}

function notEmpty(file: string): JournalError {
  return new JournalError(`there already is a journal: ${file}`, {
    code: 'JOURNAL_NOT_EMPTY',
    category: 'journal',
    hints: [
      'a host has one history: delete its VPCs, then move the journal away',
      'or keep the other history elsewhere: set VPCCTL_HOME to an empty directory',
    ],
  });
}
