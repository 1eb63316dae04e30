import { formatIn } from '../text/format.js';
import { watchErrors } from './output-failure.js';

/**
 * Prints an error once, and sets the exit code, which is the same with `--json`.
 * @param args the command line after the program's name
 * @param root the package's directory
 */
export async function printFailure(
  error: unknown,
  args: readonly string[],
  root?: string,
): Promise<void> {
  if (isPlainExit(error)) {
    process.exitCode = error.oclif.exit;
    return;
  }
  const [{ describeError, renderError }, { forTerminal, jsonForTerminal }] = await Promise.all([
    import('./error.js'),
    import('@vpcctl/sdk/command'),
  ]);
  watchErrors();
  const unknown = await helpFailure(error, root);
  const described = describeError(unknown ?? error);
  // An interrupted command has set the code of its signal already.
  const own = exitCodeIn(described.exitCode, args);
  const exitCode = unknown === null ? (process.exitCode ?? own) : own;
  process.exitCode = exitCode;
  if (wantsJson(args)) {
    const shown = { error: { ...described, exitCode: Number(exitCode) } };
    process.stdout.write(`${jsonForTerminal(shown)}\n`);
  } else {
    process.stderr.write(`${forTerminal(renderError(described), 'stderr')}\n`);
  }
  if (wantsStack(args) && error instanceof Error)
    process.stderr.write(`${forTerminal(stacks(error), 'stderr')}\n`);
}

/** The error for `help` of an unknown command, with the command that was probably meant. */
async function helpFailure(error: unknown, root: string | undefined): Promise<unknown> {
  const [, id] =
    error instanceof Error ? (/^Command (.+) not found\.$/.exec(error.message) ?? []) : [];
  if (id === undefined || root === undefined) return null;
  const [{ Config }, { commandNotFound }] = await Promise.all([
    import('@oclif/core'),
    import('./command-not-found.js'),
  ]);
  try {
    const config = await Config.load({ root });
    await Reflect.apply(commandNotFound, undefined, [{ id: id.replaceAll(' ', ':'), config }]);
    return null;
  } catch (refusal) {
    return refusal;
  }
}

/** With `--detailed-exitcode` 2 says that something changes, and so no error ends with it. */
function exitCodeIn(exitCode: number, args: readonly string[]): number {
  return exitCode === 2 && ownArgs(args).includes('--detailed-exitcode') ? 1 : exitCode;
}

/** oclif ends `--help` and `--version` by throwing. */
function isPlainExit(error: unknown): error is { oclif: { exit: number } } {
  return error instanceof Error && 'code' in error && error.code === 'EEXIT' && 'oclif' in error;
}

function wantsJson(args: readonly string[]): boolean {
  return ownArgs(args).includes('--json') || formatIn(args) === 'json';
}

function wantsStack(args: readonly string[]): boolean {
  const own = ownArgs(args);
  return (
    own.includes('--log-level=debug') ||
    own.some((arg, i) => arg === '--log-level' && own[i + 1] === 'debug') ||
    process.env['VPCCTL_LOG_LEVEL'] === 'debug'
  );
}

/** The arguments before `--`; those after it belong to another program. */
function ownArgs(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end === -1 ? args : args.slice(0, end);
}

/** The stacks of an error and its causes, the first cause first: it has the place of the mistake. */
function stacks(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${stacks(error.cause)}\nreported as: ${own}` : own;
}
