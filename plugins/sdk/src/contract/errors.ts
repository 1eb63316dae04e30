/** The category of an error. It decides the exit code, see {@link EXIT_CODES}. */
export type ErrorCategory = 'host' | 'input' | 'environment' | 'journal' | 'internal';

/** The exit code of each category. `docs/cli.md` lists them; `--json` does not change them. */
export const EXIT_CODES: Record<ErrorCategory, number> = {
  host: 1,
  internal: 1,
  input: 2,
  environment: 3,
  journal: 4,
};

/** The details of an error besides its message. */
export interface ErrorDetails {
  /** Stable, upper case, for programs: `VPC_UNKNOWN`. */
  code: string;
  /** Decides the exit code. */
  category: ErrorCategory;
  /** What to do next: one suggestion a line. */
  hints?: readonly string[];
  /** The error behind this one; `--log-level debug` logs it. */
  cause?: unknown;
}

const BRAND = Symbol.for('vpcctl.error');

/**
 * The error class of vpcctl: a code, a message that names the thing, and hints on the next step.
 * vpcctl prints it once, without a stack.
 */
export class VpcctlError extends Error {
  /** Stable, upper case, for programs: `VPC_UNKNOWN`. */
  readonly code: string;
  /** Decides the exit code. */
  readonly category: ErrorCategory;
  /** What to do next: one suggestion a line. */
  readonly hints: readonly string[];
  /**
   * Marks the class: a plugin may contain its own copy of the SDK, so `instanceof` is not enough.
   */
  readonly [BRAND] = true;

  /** `message` names the thing: `VPC "vpc3" does not exist`. */
  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'VpcctlError';
    this.code = details.code;
    this.category = details.category;
    this.hints = details.hints ?? [];
  }

  /** The exit code of the process, see {@link EXIT_CODES}. */
  get exitCode(): number {
    return EXIT_CODES[this.category];
  }
}

/** Whether `error` is a {@link VpcctlError}, of this copy of the SDK or of another one. */
export function isVpcctlError(error: unknown): error is VpcctlError {
  return error instanceof Error && BRAND in error;
}

/**
 * An error of category `input`, for wrong input by the user: exit code 2, nothing changed.
 * @param code stable, upper case: `VPC_UNKNOWN`
 * @param message names the thing: `VPC "vpc3" does not exist`
 * @param hints what to do next: one suggestion each
 */
export function inputError(code: string, message: string, ...hints: string[]): VpcctlError {
  return new VpcctlError(message, { code, category: 'input', hints });
}
