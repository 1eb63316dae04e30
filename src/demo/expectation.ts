import { inputError } from '@vpcctl/sdk';

/** A text in quotes, or a regular expression in slashes, which may match on any line. */
export interface Pattern {
  /** As it is written, with its quotes or slashes. */
  readonly source: string;
  matches(output: string): boolean;
}

/** What the tutorial expects of a command. parse.ts describes the notation. */
export interface Expectation {
  /** The expectation as it is written. */
  readonly text: string;
  /** `ends`: with any exit code. */
  readonly outcome: 'succeeds' | 'fails' | 'ends';
  readonly prints: readonly Pattern[];
  readonly neverPrints: readonly Pattern[];
  readonly printsNothing: boolean;
  /** How many seconds the command is repeated until the other clauses hold; 0 for a single run. */
  readonly within: number;
}

/** The result of a command. */
export interface CommandResult {
  readonly exitCode: number;
  readonly timedOut: boolean;
  readonly output: string;
}

const CLAUSE =
  /\s*(?:(?<outcome>succeeds|fails)|(?<nothing>prints nothing)|(?<verb>prints|never prints) (?<pattern>"[^"]+"|\/(?:\\.|[^/\\])+\/)|within (?<within>\d+) s)\s*(?:;|$)/y;

/**
 * Reads one expectation: `fails; prints "0 received"`. Pure.
 * @throws VpcctlError `TUTORIAL_INVALID`, naming the document's line
 */
export function parseExpectation(text: string, line: number): Expectation {
  const clauses = [...clausesOf(text, line)];
  const outcomes = clauses.flatMap(({ outcome }) => outcome ?? []);
  const [outcome, second] = outcomes;
  if ((outcome !== 'succeeds' && outcome !== 'fails') || second !== undefined) {
    throw invalid(line, `${text}: say once whether it succeeds or fails`);
  }
  const patterns = (verb: string) =>
    clauses.flatMap((clause) =>
      clause['verb'] === verb ? readPattern(clause['pattern'] ?? '', line) : [],
    );
  return {
    text,
    outcome,
    prints: patterns('prints'),
    neverPrints: patterns('never prints'),
    printsNothing: clauses.some(({ nothing }) => nothing !== undefined),
    within: Number(clauses.find(({ within }) => within !== undefined)?.['within'] ?? 0),
  };
}

/**
 * The differences from the expectation, in words; empty where there is none. A failure is any exit
 * code but 0, or running out of time. A missing program (126, 127) is always a difference. Pure.
 */
export function differences(expected: Expectation, result: CommandResult): string[] {
  const { exitCode, timedOut, output } = result;
  const found: string[] = [];
  const ending = timedOut ? 'it ran out of time' : `its exit code is ${exitCode}`;
  const wrong = expected.outcome === 'ends' ? [126, 127] : [0, 126, 127];
  const isOutcome = expected.outcome === 'succeeds' ? exitCode === 0 : !wrong.includes(exitCode);
  if (!isOutcome || (timedOut && expected.outcome !== 'fails')) found.push(ending);
  for (const pattern of expected.prints) {
    if (!pattern.matches(output)) found.push(`it does not print ${pattern.source}`);
  }
  for (const pattern of expected.neverPrints) {
    if (pattern.matches(output)) found.push(`it prints ${pattern.source}`);
  }
  if (expected.printsNothing && output.trim() !== '') found.push('it prints something');
  return found;
}

function* clausesOf(text: string, line: number): Generator<Record<string, string | undefined>> {
  CLAUSE.lastIndex = 0;
  while (CLAUSE.lastIndex < text.length) {
    const rest = text.slice(CLAUSE.lastIndex);
    const groups = CLAUSE.exec(text)?.groups;
    if (groups === undefined) throw invalid(line, `not an expectation: ${rest.trim()}`);
    yield groups;
  }
}

function readPattern(source: string, line: number): Pattern {
  const inner = source.slice(1, -1);
  if (source.startsWith('"')) return { source, matches: (output) => output.includes(inner) };
  try {
    const regex = new RegExp(inner, 'm');
    return { source, matches: (output) => regex.test(output) };
  } catch {
    throw invalid(line, `not a regular expression: ${source}`);
  }
}

function invalid(line: number, what: string) {
  return inputError('TUTORIAL_INVALID', `line ${line}: ${what}`);
}
