import type { ChainHead } from './position.js';

/** The category of an error; the names are those of the SDK's error categories. */
export type JournalErrorCategory = 'journal' | 'environment' | 'internal';

const EXIT_CODES: Record<JournalErrorCategory, number> = {
  internal: 1,
  environment: 3,
  journal: 4,
};

/** The brand of the SDK's errors, which this package may not import: vpcctl prints both alike. */
const BRAND = Symbol.for('vpcctl.error');

/** The details of a {@link JournalError} besides its message. */
export interface JournalErrorDetails {
  /** Stable, upper case, for programs: `JOURNAL_DAMAGED`. */
  code: string;
  category: JournalErrorCategory;
  /** What to do next: one suggestion a line. */
  hints?: readonly string[];
  cause?: unknown;
}

/**
 * The error of this package. vpcctl treats it as a `VpcctlError`: code, message, hints, exit code.
 */
export class JournalError extends Error {
  readonly code: string;
  readonly category: JournalErrorCategory;
  readonly hints: readonly string[];
  readonly [BRAND] = true;

  constructor(message: string, details: JournalErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'JournalError';
    this.code = details.code;
    this.category = details.category;
    this.hints = details.hints ?? [];
  }

  get exitCode(): number {
    return EXIT_CODES[this.category];
  }
}

/** `JOURNAL_DAMAGED`: vpcctl did not write the content of `file` at `line` (the first is 1). */
export function damaged(file: string, line: number, fault: string): JournalError {
  return new JournalError(`the journal ${file} is damaged at line ${line}: ${fault}`, {
    code: 'JOURNAL_DAMAGED',
    category: 'journal',
    hints: [
      `look at the line with: sed -n ${line}p ${file}`,
      `restore a copy of ${file} from a backup; vpcctl changes nothing until it is whole`,
      ACCEPT_LOSS,
    ],
  });
}

const ACCEPT_LOSS =
  'or go on without the entries that are lost, and record that: vpcctl journal accept-loss';

/**
 * `JOURNAL_SHORTENED`: `file` lacks an entry that its snapshot proves.
 * @param has where its entries end
 * @param proven the place of the entry that is missing
 */
export function shortened(file: string, has: ChainHead, proven: ChainHead): JournalError {
  const there =
    has.line < proven.line
      ? `it ends after line ${has.line} (entry ${has.seq})`
      : `its line ${proven.line} is another one`;
  return new JournalError(
    `the journal ${file} has lost entries: its snapshot proves line ${proven.line} (entry ${proven.seq}), but ${there}`,
    {
      code: 'JOURNAL_SHORTENED',
      category: 'journal',
      hints: [
        `restore a copy of ${file} from a backup that has entry ${proven.seq}; vpcctl changes nothing until it is whole`,
        ACCEPT_LOSS,
        'where another journal was put there on purpose, move the snapshot away: vpcs.json',
      ],
    },
  );
}

/** `JOURNAL_UNSUPPORTED`: a build before the first release wrote `file`: `what` shows it at `line`. */
export function unsupported(file: string, line: number, what: string): JournalError {
  return new JournalError(
    `the journal ${file} was written by an unreleased build of vpcctl: at line ${line}, ${what}`,
    {
      code: 'JOURNAL_UNSUPPORTED',
      category: 'journal',
      hints: [
        'delete its VPCs with the build that made them; this vpcctl cannot read the file',
        `then move the file away, and start with an empty journal: mv ${file} ${file}.old`,
      ],
    },
  );
}

/** `JOURNAL_INCONSISTENT`: entries are whole, but contradict each other; `what` names the entry. */
export function inconsistent(what: string): JournalError {
  return new JournalError(`the journal contradicts itself: ${what}`, {
    code: 'JOURNAL_INCONSISTENT',
    category: 'journal',
    hints: [
      'restore a copy of the journal from a backup; vpcctl changes nothing until it is whole',
    ],
  });
}
