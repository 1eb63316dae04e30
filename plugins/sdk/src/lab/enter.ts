import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { childrenOf, environmentOf, namespaceOf } from './processes.js';

/** Options for a program that runs in a lab. */
export interface RunOptions {
  /** Its standard input; by default empty. */
  readonly input?: string;
  /** Variables that are added to the lab's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The directory to run in; `/` by default. */
  readonly cwd?: string;
  /**
   * Milliseconds, 90000 by default. After it the program is ended with all processes that it
   * started, and the exit code is 124.
   */
  readonly timeout?: number;
}

/** The exit code of a program, and all that it wrote. */
export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs in the background. */
export interface Background {
  /** What it has written so far, on both outputs. */
  output(): string;
  /** Sends it SIGTERM and waits until it has ended. */
  stop(): Promise<void>;
}

/**
 * Checks that process `pid` is outside the machine's own network namespace, which no test may
 * touch.
 * @throws Error where it is inside, or has ended
 */
export function assertElsewhere(pid: number): void {
  const there = namespaceOf(pid, 'net');
  if (there === null || there === namespaceOf('self', 'net')) {
    throw new Error(`process ${pid} is in the machine's own network namespace`);
  }
}

/**
 * Runs a program in the namespaces and with the environment of process `pid`. It waits until the
 * program has ended and no process has its output open any more.
 * @throws Error where process `pid` has ended, or is in the machine's own network namespace
 */
export async function runIn(
  pid: number,
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  // `timeout` runs in the lab, so that it ends the program with all processes that this started.
  const limit = ['timeout', '--kill-after=1', String((options.timeout ?? 90_000) / 1000)];
  const words = [...processEntry(pid), ...limit, ...directory(options), program, ...args];
  const child = spawn('nsenter', words, { env: environment(pid, options) });
  const outputs = [child.stdout, child.stderr].map(textFrom);
  // A program may end without reading its input.
  child.stdin.on('error', () => {}).end(options.input ?? '');
  await once(child, 'close');
  const [stdout = '', stderr = ''] = outputs.map((output) => output());
  return { exitCode: child.exitCode ?? 128, stdout, stderr };
}

/**
 * The text of a file as process `pid` sees it, or null where there is none. A path under /proc
 * gives what that process would read.
 */
export function readIn(pid: number, path: string): string | null {
  const { status, stdout } = spawnSync('nsenter', [...processEntry(pid), 'cat', path], {
    env: environment(pid, {}),
    encoding: 'utf8',
  });
  return status === 0 ? stdout : null;
}

/**
 * Starts a program in the background, in the namespaces and with the environment of process `pid`.
 * @throws Error as {@link runIn}
 */
export function startIn(
  pid: number,
  program: string,
  args: readonly string[],
  options: RunOptions,
): Background {
  const child = spawn('nsenter', [...processEntry(pid), ...directory(options), program, ...args], {
    env: environment(pid, options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const outputs = [child.stdout, child.stderr].map(textFrom);
  return { output: () => outputs.map((output) => output()).join(''), stop: () => end(child) };
}

/** A function that gives the text received from a stream so far. */
function textFrom(stream: Readable): () => string {
  const parts: string[] = [];
  stream.setEncoding('utf8').on('data', (part: string) => parts.push(part));
  return () => parts.join('');
}

/** Ends the child of `nsenter`: `nsenter` waits for it, and does not pass signals on. */
async function end(nsenter: ChildProcess): Promise<void> {
  if (nsenter.exitCode !== null || nsenter.signalCode !== null) return;
  const exit = once(nsenter, 'exit');
  for (const pid of childrenOf(nsenter.pid ?? 0)) {
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // It has ended meanwhile.
    }
  }
  await exit;
}

/**
 * The arguments of `nsenter` by which a program enters the namespaces of process `pid`.
 * @throws Error where `pid` has ended, or is in the machine's own network namespace
 */
export function processEntry(pid: number): string[] {
  assertElsewhere(pid);
  const ownUser = namespaceOf(pid, 'user') === namespaceOf('self', 'user');
  // Root becomes the lab's root. A plain user is that already, and may not call setgroups.
  const user = process.geteuid?.() === 0 ? ['--user'] : ['--user', '--preserve-credentials'];
  const kinds = ['--net', '--mount', '--pid', ...(ownUser ? [] : user)];
  return ['--target', String(pid), ...kinds, '--'];
}

function environment(pid: number, options: RunOptions): Record<string, string> {
  const inside = environmentOf(pid);
  if (inside === null) throw new Error('the lab has ended');
  return { ...inside, ...options.env };
}

function directory({ cwd }: RunOptions): string[] {
  return cwd === undefined ? [] : ['env', `--chdir=${cwd}`];
}
