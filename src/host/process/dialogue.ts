import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { VpcctlError } from '@vpcctl/sdk';
import { programMissing } from './packages.js';
import { interrupted } from './run.js';
import { searchPath } from './search-path.js';

/** A running program that answers each line on its input with one line. */
export interface Dialogue {
  /**
   * Writes a line, and waits for the answer to it.
   * @throws VpcctlError `HOST_STEP_FAILED` where the program ends instead; `HOST_PROGRAM_MISSING`;
   *   `HOST_INTERRUPTED`
   */
  ask(line: string): Promise<string>;
  /** Closes the program's input, and waits until the program has ended. */
  end(): Promise<void>;
}

export interface DialogueOptions {
  /** Ends the program, and those that it started, when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts a program for a dialogue. Ask one question at a time.
 * @param what names the program in errors
 * @throws VpcctlError `HOST_INTERRUPTED` where the signal is aborted already
 */
export function startDialogue(
  what: string,
  program: string,
  args: readonly string[],
  { signal }: DialogueOptions = {},
): Dialogue {
  if (signal?.aborted) throw interrupted();
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, PATH: searchPath(), LC_ALL: 'C' },
    cwd: '/',
    // A session of its own, out of reach of the terminal's Ctrl-C.
    detached: true,
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ending = endingOf(child, what, program, signal);
  return {
    async ask(line) {
      child.stdin.write(`${line}\n`);
      const answer = await lines.next();
      if (!answer.done) return answer.value;
      throw await ending;
    },
    async end() {
      child.stdin.end();
      await ending;
    },
  };
}

/**
 * Resolves when the program has ended, to the error for a caller that still waits for an answer.
 */
async function endingOf(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  what: string,
  program: string,
  signal: AbortSignal | undefined,
): Promise<VpcctlError> {
  const { pid } = child;
  const kill = () => pid !== undefined && process.kill(-pid);
  signal?.addEventListener('abort', kill);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  // The program may have stopped reading.
  child.stdin.on('error', () => {});
  try {
    const [code, killedBy] = await once(child, 'close');
    if (signal?.aborted) return interrupted();
    const ended = said.trim() || `it ended with ${killedBy ?? `exit code ${code}`}`;
    return new VpcctlError(`${what} failed: ${ended}`, {
      code: 'HOST_STEP_FAILED',
      category: 'host',
    });
  } catch {
    return programMissing(program);
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}
