import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

/** How long what is out of time may take to end after SIGTERM, in milliseconds. */
const PATIENCE = 1000;

/** The exit code of what ran out of time: that of timeout(1). */
const OUT_OF_TIME = 124;

/** `$1` as if it were typed, and then, on descriptor 3, where that has led to. */
const TYPE = `trap 'pwd >&3' EXIT; eval "$1"`;

export interface ShellOptions {
  /** The directory to start in. */
  readonly directory: string;
  /** In milliseconds. Then the command and what it has started are ended. */
  readonly timeout: number;
}

export interface ShellResult {
  /** 128 and the signal's number when a signal ended it; 124 when it was out of time. */
  readonly exitCode: number;
  readonly timedOut: boolean;
  /** Both outputs in the order in which they were written, until the command itself ended. */
  readonly output: string;
  /** The directory that it ended in. */
  readonly directory: string;
}

/**
 * Runs text that *is* shell, such as a tutorial's, with bash as a user types it; everything else starts programs
 * without a shell. What it leaves in the background stays, and is not waited for: output goes to files, which,
 * unlike a pipe, outlast their reader.
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
          resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
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
    // It ended in between.
  }
}

/** A file without a name: it goes with the last process that has it open. All writers append. */
function openUnnamed(): number {
  const directory = mkdtempSync(join(tmpdir(), 'vpcctl-shell-'));
  try {
    return openSync(join(directory, 'output'), 'ax+', 0o600);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function textOf(file: number): string {
  const buffer = Buffer.alloc(fstatSync(file).size);
  return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, 0));
}
