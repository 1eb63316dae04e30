import {
  type Digest,
  type Entry,
  type EntryDraft,
  type Journal,
  JournalError,
  type JournalLock,
  type LastLine,
  type Position,
  type Resumed,
  type SoundTail,
  START,
  type Tail,
  type TornTail,
} from '@vpcctl/journal';
import { chainEntry } from '../../../journal/src/entry/chain.js';

/** What happens to the next append: nothing is written, or a part of the line. */
export type WriteFault = 'refused' | 'torn';

/** A journal in memory. The cursor of a position is the number of entries before it. */
export class MemoryJournal implements Journal {
  #entries: Entry[] = [];
  #torn = 0;
  #fault: WriteFault | null = null;
  #turn: Promise<void> = Promise.resolve();

  /** Lets the next append fail. */
  failNext(fault: WriteFault): void {
    this.#fault = fault;
  }

  readonly name = 'memory';

  async readSound(from: Position = START): Promise<SoundTail> {
    return { ...(await this.read(from)), fault: null };
  }

  async digest({ cursor }: Position): Promise<Digest> {
    return {
      cursor,
      text: String(this.#entries[cursor - 1]?.hash),
      origin: this.#entries[0]?.hash ?? null,
    };
  }

  async resume(
    lock: JournalLock,
    after: Position,
    drafts: (kept: string | null) => readonly EntryDraft[],
  ): Promise<Resumed> {
    demandHeld(lock);
    this.#entries = this.#entries.slice(0, after.cursor);
    this.#torn = 0;
    const entries: Entry[] = [];
    for (const draft of drafts(null)) {
      entries.push((await this.append(lock, this.#end(), draft)).entry);
    }
    return { entries, position: this.#end(), kept: null };
  }

  async read(from: Position = START): Promise<Tail> {
    if (!(await this.confirms(from))) throw failure('JOURNAL_DAMAGED', 'journal');
    const entries = this.#entries.slice(from.cursor);
    return { entries, end: this.#end(), torn: this.#torn > 0 };
  }

  async confirms({ cursor, line, seq, hash }: Position): Promise<boolean> {
    const at = cursor === 0 ? START : this.#positionAfter(cursor);
    return at !== null && at.line === line && at.seq === seq && at.hash === hash;
  }

  async positionFromEnd(lines: number): Promise<Position> {
    return this.#positionAfter(this.#entries.length - lines) ?? START;
  }

  async last(): Promise<LastLine | null> {
    const entry = this.#entries.at(-1);
    if (entry === undefined) return null;
    return { type: entry.type, data: entry.type === 'change' ? null : entry.data };
  }

  async append(lock: JournalLock, expected: Position, draft: EntryDraft) {
    const entry = chainEntry(expected, draft, new Date());
    demandHeld(lock);
    if (!isSame(expected, this.#end()) || this.#torn > 0)
      throw failure('JOURNAL_CONFLICT', 'journal');
    const fault = this.#fault;
    this.#fault = null;
    if (fault === 'torn') this.#torn = 40;
    if (fault !== null) throw failure('JOURNAL_WRITE_FAILED', 'environment');
    this.#entries.push(entry);
    return { entry, position: this.#end() };
  }

  async repairTornTail(lock: JournalLock): Promise<TornTail | null> {
    demandHeld(lock);
    const bytes = this.#torn;
    this.#torn = 0;
    return bytes === 0 ? null : { file: 'memory', bytes };
  }

  async install(lock: JournalLock, entries: readonly Entry[]): Promise<Position> {
    demandHeld(lock);
    if (this.#entries.length > 0) throw failure('JOURNAL_NOT_EMPTY', 'journal');
    this.#entries = [...entries];
    return this.#end();
  }

  async lock(): Promise<JournalLock> {
    const before = this.#turn;
    let free = () => {};
    this.#turn = new Promise((resolve) => {
      free = resolve;
    });
    await before;
    let held = true;
    return {
      inherit: undefined,
      get held() {
        return held;
      },
      release() {
        held = false;
        free();
      },
    };
  }

  #end(): Position {
    return this.#positionAfter(this.#entries.length) ?? START;
  }

  #positionAfter(count: number): Position | null {
    const last = this.#entries[count - 1];
    return last === undefined
      ? null
      : { line: count, seq: last.seq, hash: last.hash, cursor: count };
  }
}

function isSame(a: Position, b: Position): boolean {
  return a.cursor === b.cursor && a.hash === b.hash;
}

function demandHeld({ held }: JournalLock): void {
  if (!held) throw failure('JOURNAL_NOT_LOCKED', 'internal');
}

function failure(code: string, category: 'journal' | 'environment' | 'internal'): JournalError {
  return new JournalError(`the journal in memory: ${code}`, { code, category });
}
