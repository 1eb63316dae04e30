import { spawn } from 'node:child_process';
import { closeSync, constants, fstatSync, readSync } from 'node:fs';
import { constants as systemConstants } from 'node:os';
import { openNameless } from './nameless-file.js';

/** How long a command that ran out of time may take to end after SIGTERM, in milliseconds. */
const PATIENCE = 1000;

/** The exit code of a command that ran out of time, as timeout(1) gives it. */
const OUT_OF_TIME = 124;

/** Runs `$1` as if it were typed, and then writes the working directory to descriptor 3. */
const TYPE = `trap 'pwd >&3' EXIT; eval "$1"`;

export interface ShellOptions {
  /** The directory to start in. */
  readonly directory: string;
  /** In milliseconds. Then the command and the programs that it has started are ended. */
  readonly timeout: number;
}

export interface ShellResult {
  /** 128 plus the signal's number when a signal ended the command; 124 when it ran out of time. */
  readonly exitCode: number;
  readonly timedOut: boolean;
  /** Both outputs in the order in which they were written, until the command itself ended. */
  readonly output: string;
  /** The working directory at the end. */
  readonly directory: string;
}

/**
 * Runs text that *is* shell, such as a tutorial's, with bash; every other program is started
 * without a shell. Programs that it leaves in the background go on, and are not awaited: their
 * output goes to a file, which outlasts its reader, unlike a pipe.
 */
export async function runShell(text: string, options: ShellOptions): Promise<ShellResult> {
  const output = openUnnamed();
  const place = openUnnamed();
  try {
    // A session of its own, so that it can be ended as a whole.
    const child = spawn('bash', ['-c', TYPE, 'bash', text], {
      cwd: options.directory,
      detached: true,
      stdio: ['ignore', output, output, place],
    });
    let timedOut = false;
    const end = (signal: NodeJS.Signals) => child.pid !== undefined && endGroup(child.pid, signal);
    const timer = setTimeout(() => {
      timedOut = true;
      end('SIGTERM');
    }, options.timeout);
    const lastTimer = setTimeout(() => end('SIGKILL'), options.timeout + PATIENCE);
    try {
      const exitCode = await new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code, signal) => {
          resolve(code ?? 128 + (signal === null ? 0 : systemConstants.signals[signal]));
        });
      });
      return {
        exitCode: timedOut ? OUT_OF_TIME : exitCode,
        timedOut,
        output: textOf(output),
        directory: textOf(place).trimEnd() || options.directory,
      };
    } finally {
      clearTimeout(timer);
      clearTimeout(lastTimer);
    }
  } finally {
    closeSync(output);
    closeSync(place);
  }
}

function endGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // The command ended in between.
  }
}

/** A file without a name, which exists until the last process closes it. All writers append. */
const openUnnamed = (): number => openNameless(constants.O_APPEND, () => {});

function textOf(file: number): string {
  const buffer = Buffer.alloc(fstatSync(file).size);
  return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, 0));
}
