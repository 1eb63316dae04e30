import { closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { VpcctlError } from '@vpcctl/sdk';
import { stepFailure } from './failure.js';
import { openInput } from './input-file.js';
import { programMissing } from './packages.js';
import { searchPath } from './search-path.js';

const SIGNAL_WAIT_MS = 1000;

export interface RunOptions {
  /** The program's standard input; empty by default. */
  readonly input?: string | undefined;
  /** Open descriptors that the program gets as 3, 4, and so on. */
  readonly inheritDescriptors?: readonly number[];
  /** Ends the program when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether the program may be stopped half way: by Ctrl-C, or because vpcctl ends. False by
   * default, since half of a batch is worse than all of it.
   */
  readonly interruptible?: boolean;
}

/**
 * Starts a program, never through a shell, and waits for its end. All programs that change the
 * host run through here.
 * @returns its standard output
 * @throws VpcctlError `HOST_PROGRAM_MISSING`; `HOST_STEP_FAILED` or `HOST_OBJECT_MISSING` with its
 *   own message; `HOST_INTERRUPTED`
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { execa } = await import('execa');
  const { input, inheritDescriptors = [], signal, interruptible = false } = options;
  const file = input === undefined ? null : openInput(input);
  try {
    const result = await execa(program, args, {
      stdio: [
        file === null ? 'ignore' : descriptor(file),
        'pipe',
        'pipe',
        ...inheritDescriptors.map(descriptor),
      ],
      env: { PATH: searchPath(), LC_ALL: 'C' },
      // A user's directory may be gone, and then no program can be started from it.
      cwd: '/',
      cleanup: interruptible,
      // A session of its own, out of reach of the terminal's Ctrl-C.
      detached: !interruptible,
      stripFinalNewline: false,
      reject: false,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    });
    if (!result.failed) return result.stdout;
    if (result.isCanceled || (await wasCtrlC(result.signal, signal))) throw interrupted();
    if (result.code === 'ENOENT') throw programMissing(program);
    throw stepFailure({
      program,
      args,
      input: input ?? null,
      stderr: result.stderr,
      exitCode: result.exitCode ?? null,
      ending:
        result.signal ??
        (result.exitCode === undefined
          ? (result.shortMessage ?? '')
          : `exit code ${result.exitCode}`),
    });
  } finally {
    if (file !== null) closeSync(file);
  }
}

/**
 * Whether Ctrl-C ended an interruptible program. The terminal sends SIGINT to this process as well,
 * but it may arrive a moment later.
 */
async function wasCtrlC(ending: string | undefined, signal?: AbortSignal): Promise<boolean> {
  if (ending !== 'SIGINT' || signal === undefined) return false;
  await delay(SIGNAL_WAIT_MS, null, { signal }).catch(() => null);
  return signal.aborted;
}

/** Any descriptor will do, but execa's types only know those up to 9. */
function descriptor(number: number): 3 {
  return number as 3;
}

/** The error for work that the user interrupted. */
export function interrupted(): VpcctlError {
  return new VpcctlError('interrupted', { code: 'HOST_INTERRUPTED', category: 'host' });
}
