import { closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { VpcctlError } from '@vpcctl/sdk';
import { hadGone } from './batch-failure.js';
import { runChild } from './child.js';
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
 * Starts a program and waits for its end. Never through a shell.
 * @returns its standard output; also where a forced batch failed only to delete what had gone already
 * @throws VpcctlError `HOST_PROGRAM_MISSING`; `HOST_STEP_FAILED` with its own message; `HOST_INTERRUPTED`
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { input, inheritDescriptors = [], signal, interruptible = false } = options;
  const file = input === undefined ? null : openInput(input);
  try {
    const result = await runChild(program, args, {
      input: file ?? 'ignore',
      inheritDescriptors,
      env: { ...process.env, PATH: searchPath(), LC_ALL: 'C' },
      signal,
      endsWithUs: interruptible,
    });
    if (result.exitCode === 0) return result.stdout;
    if (result.canceled || (await wasCtrlC(result.signal, signal))) throw interrupted();
    if (result.error?.code === 'ENOENT') throw programMissing(program);
    const { exitCode, error } = result;
    const failed = {
      program,
      args,
      input: input ?? null,
      stderr: result.stderr,
      ending: result.signal ?? error?.message ?? `exit code ${exitCode}`,
    };
    if (exitCode !== null && hadGone(failed)) return result.stdout;
    throw stepFailure(failed);
  } finally {
    if (file !== null) closeSync(file);
  }
}

/**
 * Whether Ctrl-C ended an interruptible program: the terminal sends it to this process as well, but may have done so
 * a moment later.
 */
async function wasCtrlC(ending: string | null, signal?: AbortSignal): Promise<boolean> {
  if (ending !== 'SIGINT' || signal === undefined) return false;
  await delay(A_MOMENT_MS, null, { signal }).catch(() => null);
  return signal.aborted;
}

/** The error for work that the user interrupted. */
export function interrupted(): VpcctlError {
  return new VpcctlError('interrupted', { code: 'HOST_INTERRUPTED', category: 'host' });
}
