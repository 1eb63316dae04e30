import { parseArgs } from 'node:util';
import type { Part, Sizes } from './rows/bench.js';
import { PARTS } from './rows/parts.js';

/** What a run of the benchmark is asked for. */
export interface Options extends Sizes {
  readonly parts: readonly Part[];
  readonly json: boolean;
  /** The page to write, or null. */
  readonly write: string | null;
  /** Only within the lab: the directories that the run outside has made. */
  readonly inside: { readonly directory: string; readonly peers: string } | null;
}

/** The command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const HELP = `Measures what vpcctl costs; docs/benchmark.md says how.

  npm run bench                                   all rows: some twenty minutes
  npm run bench -- --scale                        only the rows of 1,000 subnets
  npm run bench -- --only tutorial,reading        only some: ${PARTS.map(({ name }) => name).join(', ')}
  npm run bench -- --rounds 5                     fewer rounds; 15 by default
  npm run bench -- --json                         as JSON
  npm run bench -- --write docs/benchmark.md      writes the page, too
  npm run bench -- --rounds 1 --divide 50         a trial of the benchmark itself: large numbers are
                                                  divided
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/**
 * The options of a command line.
 * @returns null where help is asked for
 * @throws UsageError
 */
export function readOptions(argv: readonly string[]): Options | null {
  const { values } = parse(argv);
  if (values.help) return null;
  const names = values.only?.split(',') ?? [];
  const unknown = names.find((name) => !PARTS.some((part) => part.name === name));
  if (unknown !== undefined) throw new UsageError(`there is no part ${unknown}`);
  const parts = PARTS.filter(
    ({ name, isLarge }) =>
      (names.length === 0 || names.includes(name)) && (!values.scale || isLarge),
  );
  if (values.write !== undefined && parts.length < PARTS.length) {
    throw new UsageError('--write writes the whole page: leave --only and --scale out');
  }
  const { 'inside-directory': directory, 'inside-peers': peers } = values;
  return {
    rounds: wholeNumber('rounds', values.rounds),
    divisor: wholeNumber('divide', values.divide),
    parts,
    json: values.json,
    write: values.write ?? null,
    inside: directory === undefined || peers === undefined ? null : { directory, peers },
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        rounds: { ...text, default: '15' },
        divide: { ...text, default: '1' },
        only: text,
        scale: flag,
        json: flag,
        write: text,
        help: flag,
        'inside-directory': text,
        'inside-peers': text,
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new UsageError(`--${name} takes a whole number from 1`);
}
