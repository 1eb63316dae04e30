import { closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { VpcctlError } from '@vpcctl/sdk';
import { hadGone } from './batch-failure.js';
import { stepFailure } from './failure.js';
import { openInput } from './input-file.js';
import { programMissing } from './packages.js';
import { searchPath } from './search-path.js';

const A_MOMENT_MS = 1000;

export interface RunOptions {
  /** What the program reads on standard input; nothing where it is left out. */
  readonly input?: string | undefined;
  /** Open descriptors that the program gets as 3, 4, and so on. */
  readonly inheritDescriptors?: readonly number[];
  /** Ends the program when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether it may be stopped half way: by Ctrl-C, or because vpcctl ends. False where left out: half of a batch
   * is worse than all of it.
   */
  readonly interruptible?: boolean;
}

/**
 * Starts a program and waits for its end: the one place that does. Never through a shell.
 * @returns its standard output; also where a forced batch failed only to delete what had gone already
 * @throws VpcctlError `HOST_PROGRAM_MISSING`; `HOST_STEP_FAILED` with its own message; `HOST_INTERRUPTED`
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
      // A user's directory may be gone, and then nothing can be started from it.
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
    const failed = {
      program,
      args,
      input: input ?? null,
      stderr: result.stderr,
      ending:
        result.signal ??
        (result.exitCode === undefined
          ? (result.shortMessage ?? '')
          : `exit code ${result.exitCode}`),
    };
    if (result.exitCode !== undefined && hadGone(failed)) return result.stdout;
    throw stepFailure(failed);
  } finally {
    if (file !== null) closeSync(file);
  }
}

/**
 * Whether Ctrl-C ended an interruptible program: the terminal sends it to this process as well, but may have done so
 * a moment later.
 */
async function wasCtrlC(ending: string | undefined, signal?: AbortSignal): Promise<boolean> {
  if (ending !== 'SIGINT' || signal === undefined) return false;
  await delay(A_MOMENT_MS, null, { signal }).catch(() => null);
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
