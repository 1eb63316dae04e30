import { isVpcctlError } from '@vpcctl/sdk';
import type { ErrorOutput } from '../../schemas/error.js';
import { paintError } from '../text/paint.js';
import { printable } from '../text/text.js';
import { describeUsage, isUsageError } from './usage-error.js';

export { printable };

/** Describes an error of vpcctl, a plugin or oclif's parser in the one form that is printed. */
export function describeError(error: unknown): ErrorOutput['error'] {
  if (isVpcctlError(error)) {
    const { code, message, hints, exitCode } = error;
    return { code, message, hints: [...hints], exitCode };
  }
  if (isUsageError(error)) return describeUsage(error);
  if (isOfOpenFiles(error)) {
    return {
      code: 'HOST_OPEN_FILES_LIMIT',
      message: error.message,
      hints: ['raise the limit of open files: ulimit -n 1024'],
      exitCode: 3,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'UNEXPECTED',
    message: message || 'something unexpected went wrong',
    hints: ['run it again with --log-level debug to see where, and please report it'],
    exitCode: 1,
  };
}

function isOfOpenFiles(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'EMFILE';
}

/** Renders an error: the message, then the next steps. */
export function renderError({ message, hints }: ErrorOutput['error']): string {
  const lines = [`${paintError.bad('error:')} ${printable(message)}`];
  for (const hint of hints) lines.push(`${paintError.dim('  →')} ${printable(hint)}`);
  return lines.join('\n');
}
