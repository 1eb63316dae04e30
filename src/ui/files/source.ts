import { createReadStream } from 'node:fs';
import { VpcctlError } from '@vpcctl/sdk';

/** A kind of file, for errors. */
export interface FileKind {
  /** Begins the codes of errors: `POLICY`. */
  readonly code: string;
  /** Names the file in sentences: `policy`. */
  readonly word: string;
}

/** The text of a file, and the name that it has in messages. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** Longer files are refused, so that an endless one does not take all memory. */
const MOST_BYTES = 8 * 1024 * 1024;

/** What the system's most frequent errors mean to users. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
};

/**
 * Reads a file; `-` is standard input.
 * @throws VpcctlError `…_UNREADABLE`
 */
export async function readSource(kind: FileKind, path: string): Promise<Source> {
  try {
    const stream = path === '-' ? process.stdin : createReadStream(path);
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of stream) {
      chunks.push(Buffer.from(chunk));
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw new Error(`it has more than ${MOST_BYTES / 1024 / 1024} MiB`);
    }
    // Some editors write a byte order mark, which JSON does not allow (RFC 8259, section 8.1).
    return {
      name: path,
      text: Buffer.concat(chunks)
        .toString()
        .replace(/^\ufeff/, ''),
    };
  } catch (cause) {
    const reason = REASONS[codeOf(cause)] ?? String(cause).replace('Error: ', '');
    throw new VpcctlError(`the ${kind.word} ${JSON.stringify(path)} can't be read: ${reason}`, {
      code: `${kind.code}_UNREADABLE`,
      category: 'input',
      hints: ['give the path of a file, or - for standard input'],
      cause,
    });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
