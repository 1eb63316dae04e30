import { didYouMean } from '../../model/names/suggest.js';
import type { ErrorOutput } from '../../schemas/error.js';

const EXIT_CODE = 2;

/** Whether oclif's parser threw it: its errors carry `oclif.exit`. */
export function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'oclif' in error;
}

/** An error of oclif's parser, with the flag that was probably meant. */
export function describeUsage(error: Error): ErrorOutput['error'] {
  const message = error.message.replace(/\n?See more help with --help/, '');
  return {
    code: 'USAGE',
    message,
    hints: [...meantFlags(error), 'see --help'],
    exitCode: EXIT_CODE,
  };
}

function meantFlags(error: Error): string[] {
  if (!('flags' in error) || !Array.isArray(error.flags)) return [];
  const known = Object.keys(member(member(member(error, 'parse'), 'input'), 'flags') ?? {});
  return error.flags.flatMap((flag) => {
    const meant = didYouMean(String(flag).replace(/^-+/, ''), known);
    return meant === null ? [] : [`did you mean --${meant}?`];
  });
}

function member(value: unknown, key: string): object | null {
  const found: unknown = value instanceof Object ? Reflect.get(value, key) : null;
  return found instanceof Object ? found : null;
}
