import { JournalError } from '../entry/error.js';

/** Whether `error` is one of the system's, such as ENOENT or ENOSPC. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** `JOURNAL_WRITE_FAILED`: the system did not let us write `path`; nothing was journaled. */
export function writeFailed(path: string, cause: unknown): JournalError {
  return failed('JOURNAL_WRITE_FAILED', 'write', path, cause);
}

/** `JOURNAL_READ_FAILED`: the system did not let us read `path`. */
export function readFailed(path: string, cause: unknown): JournalError {
  return failed('JOURNAL_READ_FAILED', 'read', path, cause);
}

function failed(code: string, verb: string, path: string, cause: unknown): JournalError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new JournalError(`cannot ${verb} ${path}: ${reason}`, {
    code,
    category: 'environment',
    hints: [hint(isSystemError(cause) ? cause.code : undefined, path)],
    cause,
  });
}

function hint(code: string | undefined, path: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `free some space for ${path} (see: df -h), then run the command again`;
    case 'EFBIG':
      return 'raise the limit on file sizes (see: ulimit -f), then run the command again';
    case 'EROFS':
      return `the file system of ${path} is mounted read-only: mount it writable or use another state directory`;
    case 'EACCES':
    case 'EPERM':
      return `run as the user who owns ${path}, or give this one access to it`;
    case 'EIO':
      return 'the disk reports errors: look at the kernel log (dmesg), then run the command again';
    default:
      return `check that ${path} is where the state should be kept, and can be read and written`;
  }
}
