import { JournalError } from '../entry/error.js';

/** Whether `error` is an error of a system call, such as ENOENT or ENOSPC. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** A path that leads to a directory, a fifo, a socket or a device, where a file is needed. */
export class NotRegular extends Error {
  constructor(path: string) {
    super(`${path} is a directory, a fifo, a socket or a device, and not a file`);
  }
}

/** Whether `error` is of the surroundings: of a system call, or a {@link NotRegular}. */
export function isFileError(error: unknown): error is Error {
  return isSystemError(error) || error instanceof NotRegular;
}

/** `JOURNAL_WRITE_FAILED`: writing `path` failed; nothing was recorded. */
export function writeFailed(path: string, cause: unknown): JournalError {
  return failed('JOURNAL_WRITE_FAILED', 'write', path, cause);
}

/** `JOURNAL_READ_FAILED`: reading `path` failed. */
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
      return `run the command as the owner of ${path}, or give this user access to it`;
    case 'ENOTDIR':
      return 'the state directory has to be a directory: see VPCCTL_HOME';
    case 'EIO':
      return 'the disk reports errors: look at the kernel log (dmesg), then run the command again';
    default:
      return `check that ${path} is in the right state directory, and can be read and written`;
  }
}
