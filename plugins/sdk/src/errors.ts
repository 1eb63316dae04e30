/** What kind of trouble an error is; it decides the exit code (see {@link EXIT_CODES}). */
export type ErrorCategory = 'host' | 'input' | 'environment' | 'journal' | 'internal';

/** The exit code of each category. `docs/cli.md` lists them; they are the same with `--json`. */
export const EXIT_CODES: Record<ErrorCategory, number> = {
  host: 1,
  internal: 1,
  input: 2,
  environment: 3,
  journal: 4,
};

/** What an error has beside its message. */
export interface ErrorDetails {
  /** Stable, upper case, for programs: `VPC_UNKNOWN`. */
  code: string;
  /** Decides the exit code. */
  category: ErrorCategory;
  /** What to do next, one line a suggestion. */
  hints?: readonly string[];
  /** What was caught, for whoever asks with `--log-level debug`. */
  cause?: unknown;
}

const BRAND = Symbol.for('vpcctl.error');

/**
 * The one error class of the product: a code, a message that names the thing, and the next step.
 * It is printed once, at the edge, without a stack.
 */
export class VpcctlError extends Error {
  /** Stable, upper case, for programs: `VPC_UNKNOWN`. */
  readonly code: string;
  /** Decides the exit code. */
  readonly category: ErrorCategory;
  /** What to do next, one line a suggestion. */
  readonly hints: readonly string[];
  /** Plugins may carry their own copy of the SDK, so `instanceof` is not enough. */
  readonly [BRAND] = true;

  /** `message` names the thing: `VPC "vpc3" does not exist`. */
  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'VpcctlError';
    this.code = details.code;
    this.category = details.category;
    this.hints = details.hints ?? [];
  }

  /** What the process ends with, see {@link EXIT_CODES}. */
  get exitCode(): number {
    return EXIT_CODES[this.category];
  }
}

/** Whether `error` is a {@link VpcctlError}, of this copy of the SDK or another. */
export function isVpcctlError(error: unknown): error is VpcctlError {
  return error instanceof Error && BRAND in error;
}

/** Wrong input by the user: exit code 2, nothing changed. */
export function inputError(code: string, message: string, ...hints: string[]): VpcctlError {
  return new VpcctlError(message, { code, category: 'input', hints });
}
