import { createHash, type Hash } from 'node:crypto';
import { readRange } from './file.js';
import { firstHash } from './tail.js';

/** SHA-256 over the beginning of a journal. A store continues it without reading that again. */
export interface Digest {
  /** How far it reaches, as a position's cursor says it. */
  readonly cursor: number;
  /** In hexadecimal. */
  readonly text: string;
  /** The hash of the first entry, by which journals differ; null where there is none. */
  readonly origin: string | null;
}

/** How many bytes are read at once. */
const PIECE = 1 << 20;

/** The digest of the bytes of a file up to a cursor. */
export class FileDigest implements Digest {
  readonly cursor: number;
  readonly origin: string | null;
  readonly #hash: Hash;

  constructor(cursor = 0, hash = createHash('sha256'), origin: string | null = null) {
    this.cursor = cursor;
    this.origin = origin;
    this.#hash = hash;
  }

  get text(): string {
    return this.#hash.copy().digest('hex');
  }

  /** The digest up to `cursor`, or up to the end of a file that is shorter. */
  upTo(fd: number | null, cursor: number): FileDigest {
    const hash = this.#hash.copy();
    let at = this.cursor;
    while (at < cursor) {
      const bytes = readRange(fd, at, Math.min(cursor, at + PIECE));
      if (bytes.length === 0) break;
      hash.update(bytes);
      at += bytes.length;
    }
    return new FileDigest(at, hash, this.origin ?? firstHash(fd));
  }
}
