/**
 * The files of the flow logs. Lines are written in blocks, each of them once and whole, wherever
 * the process is killed: first the checkpoint is replaced, which has the block and where it
 * belongs; then the block is appended. A new start writes the block of the checkpoint once more at
 * that place, where it is not there as a whole.
 */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { ensureDirectory, replaceFile } from '@vpcctl/journal';
import { acquireLock } from '../lock.js';
import { type Checkpoint, checkpointFile, readCheckpoint } from './checkpoint.js';
import { alreadyRuns, storeFailed } from './errors.js';
import { type LogFile, logFile, logFiles, sizeOf } from './files.js';

const PATIENCE_MS = 1000;

const { O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;

/** When a file is full, and how much is kept. */
export interface Limits {
  /** No file is longer, but for its last block. */
  readonly fileBytes: number;
  /** No file is written to for longer, in milliseconds. */
  readonly fileMs: number;
  /** All files together; the oldest are deleted. */
  readonly totalBytes: number;
}

/** The only writer of the files. */
export class FlowLogStore {
  readonly #directory: string;
  readonly #limits: Limits;
  readonly #lock: number;
  #last: Checkpoint | null;

  private constructor(directory: string, limits: Limits, lock: number) {
    this.#directory = directory;
    this.#limits = limits;
    this.#lock = lock;
    this.#last = readCheckpoint(directory);
  }

  /**
   * Opens the store, and finishes what a killed process had begun to write.
   * @throws VpcctlError `FLOW_LOGS_RUNNING`, `FLOW_LOGS_FAILED`
   */
  static async open(directory: string, limits: Limits): Promise<FlowLogStore> {
    const lock = attempt('open', directory, () => {
      ensureDirectory(directory);
      return openSync(`${directory}/lock`, O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600);
    });
    try {
      await takeLock(lock, directory);
      const store = new FlowLogStore(directory, limits, lock);
      attempt('write', directory, () => store.#settle());
      return store;
    } catch (error) {
      closeSync(lock);
      throw error;
    }
  }

  /** What the last block was written with; null where there is none. */
  get memory(): Checkpoint['memory'] | null {
    return this.#last?.memory ?? null;
  }

  /**
   * Writes lines, and remembers `memory` for the next start, both or neither.
   * @param lines without their ends
   * @param format the files of one format have no lines of another
   * @throws VpcctlError `FLOW_LOGS_FAILED`; then nothing is written or remembered
   */
  commit(
    lines: readonly string[],
    memory: Checkpoint['memory'],
    format: string,
    now: number,
  ): void {
    attempt('write', this.#directory, () => {
      this.#settle();
      const { file, offset, since } = this.#place(format, now);
      const block = lines.map((line) => `${line}\n`).join('');
      const next: Checkpoint = { file: file.number, offset, since, format, block, memory };
      replaceFile(checkpointFile(this.#directory), JSON.stringify(next), { isDurable: false });
      this.#last = next;
    });
    try {
      this.#settle();
      this.#forget();
    } catch {
      // The checkpoint has the block: the next commit, or the next start, writes it first.
    }
  }

  close(): void {
    closeSync(this.#lock);
  }

  /** Where the next block belongs: in the last file, or in a new one. */
  #place(format: string, now: number): { file: LogFile; offset: number; since: number } {
    const last = this.#last;
    const newest = logFiles(this.#directory).at(-1)?.number ?? 0;
    const fresh = {
      file: logFile(this.#directory, Math.max(newest, last?.file ?? 0) + 1),
      offset: 0,
      since: now,
    };
    if (last === null || last.format !== format) return fresh;
    const file = logFile(this.#directory, last.file);
    const size = sizeOf(file.path);
    // Something was remembered, and no line written yet.
    const isNew = last.offset === 0 && last.block === '';
    if (size === null && isNew) return { file, offset: 0, since: now };
    const isFull =
      size === null || size >= this.#limits.fileBytes || now - last.since >= this.#limits.fileMs;
    return isFull ? fresh : { file, offset: size, since: last.since };
  }

  /** Makes the file end with the last block. */
  #settle(): void {
    const last = this.#last;
    if (last === null || last.block === '') return;
    const { path } = logFile(this.#directory, last.file);
    const block = Buffer.from(last.block);
    // A file that is shorter was emptied or deleted by someone: the block is not missed.
    const size = sizeOf(path) ?? 0;
    if (size < last.offset || size >= last.offset + block.length) return;
    const fd = openSync(path, O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600);
    try {
      if (!fstatSync(fd).isFile()) throw new Error(`${path} is not a file`);
      ftruncateSync(fd, last.offset);
      for (let done = 0; done < block.length; ) {
        done += writeSync(fd, block, done, block.length - done, last.offset + done);
      }
    } finally {
      closeSync(fd);
    }
  }

  /** Deletes the oldest files, as long as all together are too long. */
  #forget(): void {
    const files = logFiles(this.#directory).map((file) => ({
      ...file,
      size: sizeOf(file.path) ?? 0,
    }));
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of files.slice(0, -1)) {
      if (total <= this.#limits.totalBytes) return;
      rmSync(path, { force: true });
      total -= size;
    }
  }
}

/** Waits a moment: `flow-logs status` takes the lock to see whether it is taken. */
async function takeLock(lock: number, directory: string): Promise<void> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    await acquireLock(lock, () => {}, patience);
  } catch (error) {
    throw patience.aborted ? alreadyRuns(directory) : error;
  }
}

function attempt<T>(verb: string, directory: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeFailed(verb, directory, error);
  }
}
