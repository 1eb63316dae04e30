import type { ErrorOutput } from '../../schemas/error.js';
import { meantFlag } from './meant-flag.js';

const EXIT_CODE = 2;

/** oclif's texts, and what vpcctl says instead. */
const WORDING: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/^Nonexistent flags?: /, 'unknown flag '],
  [/^Unexpected arguments?: /, 'unexpected argument '],
  [/^Flag (--\S+) expects one of these values: (.*)$/, '$1 needs one of these values: $2'],
  [/^Flag (--\S+) expects a value$/, '$1 needs a value'],
  [/^Expected (--[^=\s]+)=(.*) to be one of: (.*)$/s, '$1 must be one of $3, not $2'],
  [/^Expected (.*) to be one of: (.*)$/s, 'must be one of $2, not $1'],
  [
    /^Expected an integer (greater|less) than or equal to (-?\d+) but received: (.*)$/s,
    'must be a whole number, $1 than or equal to $2, not $3',
  ],
  [/^Expected an integer but received: (.*)$/s, 'must be a whole number, not $1'],
  [/^Missing required flag (\S+)$/, 'the flag --$1 is missing'],
  [/^Exactly one of the following must be provided: (.*)$/, 'give exactly one of $1'],
  [/^At least one of the following must be provided: (.*)$/, 'give at least one of $1'],
  [
    /^(--[^=\s]+)(?:=.*)? cannot also be provided when using (--\S+)$/s,
    '$1 and $2 cannot be used together',
  ],
  [/^All of the following must be provided when using (--\S+): (.*)$/, '$1 needs $2'],
  [/^One of the following must be provided when using (--\S+): (.*)$/, '$1 needs one of $2'],
];

/** Whether oclif's parser threw the error: it sets `oclif`, but not for `Args.integer`. */
export function isUsageError(error: unknown): error is Error {
  return error instanceof Error && ('oclif' in error || /^Expected an? /.test(error.message));
}

/** An error of oclif's parser in vpcctl's words, with the flag that was probably meant. */
export function describeUsage(error: Error): ErrorOutput['error'] {
  const missing = missingArguments(error);
  return {
    code: 'USAGE',
    message:
      missing.length > 0
        ? `missing argument ${missing.map(({ name }) => name.toUpperCase()).join(', ')}`
        : reword(error.message),
    hints: [
      ...missing.map(({ name, description }) => `${name.toUpperCase()}: ${description}`),
      ...meantFlags(error),
      'see --help',
    ],
    exitCode: EXIT_CODE,
  };
}

function reword(text: string): string {
  const [, flag, fault] = /^Parsing (--\S+) \n\t(.*)$/s.exec(text) ?? [];
  const lines = (fault ?? text)
    .replace(/\n?See more help with --help/g, '')
    .replace(/^The following errors? occurred:\n/, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: oclif dims these lines on a terminal
    .replaceAll(/\u001b\[\d*m/g, '')
    .split('\n')
    .map((line) => rewordLine(line.trim()));
  return flag === undefined ? lines.join('\n') : `${flag} ${lines.join(' ')}`;
}

function rewordLine(line: string): string {
  const found = WORDING.find(([pattern]) => pattern.test(line));
  return found === undefined ? line : line.replace(...found);
}

/** The arguments that a line lacks; a note of oclif's on flags with several values is left out. */
function missingArguments(error: Error): { name: string; description: string }[] {
  if (!error.message.startsWith('Missing ') || !('args' in error)) return [];
  if (!Array.isArray(error.args)) return [];
  return error.args.map((arg: unknown) => ({
    name: String(Reflect.get(Object(arg), 'name')),
    description: String(Reflect.get(Object(arg), 'description') ?? ''),
  }));
}

function meantFlags(error: Error): string[] {
  if (!('flags' in error) || !Array.isArray(error.flags)) return [];
  const input = member(member(error, 'parse'), 'input');
  const [flags, args] = ['flags', 'args'].map((key) => Object.keys(member(input, key) ?? {}));
  return error.flags.flatMap((flag) => {
    const meant = meantFlag(String(flag), flags ?? [], args ?? []);
    return meant === null ? [] : [meant];
  });
}

function member(value: unknown, key: string): object | null {
  const found: unknown = value instanceof Object ? Reflect.get(value, key) : null;
  return found instanceof Object ? found : null;
}
