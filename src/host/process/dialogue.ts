import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { VpcctlError } from '@vpcctl/sdk';
import { programMissing } from './packages.js';

/** A program that stays, is told lines, and answers each with one. */
export interface Dialogue {
  /**
   * Says a line, and waits for the answer to it.
   * @throws VpcctlError `HOST_STEP_FAILED` where the program ends instead; `HOST_PROGRAM_MISSING`
   */
  ask(line: string): Promise<string>;
  /** Ends its input, upon which it has to end, and waits for that. */
  end(): Promise<void>;
}

/**
 * Starts a program for a dialogue. It is one question at a time.
 * @param what names it in errors
 */
export function startDialogue(what: string, program: string, args: readonly string[]): Dialogue {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ending = endingOf(child, what, program);
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

/** How it ended, as an error for those who did not expect that. */
async function endingOf(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  what: string,
  program: string,
): Promise<VpcctlError> {
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  // It does not read any more.
  child.stdin.on('error', () => {});
  try {
    const [code, signal] = await once(child, 'close');
    const ended = said.trim() || `it ended with ${signal ?? `exit code ${code}`}`;
    return new VpcctlError(`${what} failed: ${ended}`, {
      code: 'HOST_STEP_FAILED',
      category: 'host',
    });
  } catch {
    return programMissing(program);
  }
}
