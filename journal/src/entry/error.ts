/** What kind of trouble it is; the names are those of the SDK's error categories. */
export type JournalErrorCategory = 'journal' | 'environment' | 'internal';

const EXIT_CODES: Record<JournalErrorCategory, number> = {
  internal: 1,
  environment: 3,
  journal: 4,
};

/** What the SDK's errors carry too: the edge prints both alike, though the journal may not import the SDK. */
const BRAND = Symbol.for('vpcctl.error');

export interface JournalErrorDetails {
  /** Stable, upper case, for programs: `JOURNAL_DAMAGED`. */
  code: string;
  category: JournalErrorCategory;
  /** What to do next, one line a suggestion. */
  hints?: readonly string[];
  cause?: unknown;
}

/** The error of this package. To the edge it is a `VpcctlError`: code, message, hints, exit code. */
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

/** `JOURNAL_DAMAGED`: what is in `file` at `line` (the first is 1) was not written by this program. */
export function damaged(file: string, line: number, fault: string): JournalError {
  return new JournalError(`the journal ${file} is damaged at line ${line}: ${fault}`, {
    code: 'JOURNAL_DAMAGED',
    category: 'journal',
    hints: [
      `look at the line with: sed -n ${line}p ${file}`,
      `put back a copy of ${file} from a backup; vpcctl changes nothing until it is whole`,
    ],
  });
}

/** `JOURNAL_UNSUPPORTED`: what is in `file` at `line` was written before the first release. */
export function unsupported(file: string, line: number): JournalError {
  return new JournalError(
    `the journal ${file} was written by an unreleased build of vpcctl: the outcome at line ${line} has a number of its own`,
    {
      code: 'JOURNAL_UNSUPPORTED',
      category: 'journal',
      hints: [
        'delete its VPCs with the build that made them; this vpcctl cannot read the file',
        `then put the file aside, and start with an empty journal: mv ${file} ${file}.old`,
      ],
    },
  );
}
