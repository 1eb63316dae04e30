import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';

/** The exit code that shells give for a program that could not be found. */
const NOT_FOUND = 127;

/** Signals that a terminal sends to all that runs in its foreground. */
const TYPED = ['SIGINT', 'SIGQUIT'] as const;

export interface ForegroundOptions {
  /** The whole environment; this process's own by default. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface PreparedOptions extends ForegroundOptions {
  /** An open file that the preparation reads as its descriptor 5. */
  readonly input?: number | undefined;
  /** An open file that is to be its standard input; this process's own by default. */
  readonly stdin?: number | undefined;
  /** Whether to keep what it writes on standard output, rather than to pass it on. */
  readonly capture?: boolean;
}

/**
 * Runs a program in the foreground, as a shell does: with this process's terminal, input and output. Ctrl-C
 * reaches it (the terminal sends it to both) and ends this process only through it; a SIGTERM or SIGHUP sent to
 * this process is passed on.
 * @returns its exit code: 128 and the signal's number when a signal ended it, 127 when there is no such program
 */
export async function spawnInherit(
  program: string,
  args: readonly string[],
  options: ForegroundOptions = {},
): Promise<number> {
  const start = () => spawn(program, args, { env: options.env, stdio: 'inherit' });
  return outlive(start, ['SIGTERM', 'SIGHUP'], 'exit');
}

/** How a program with a preparation ended. */
export interface PreparedExit {
  readonly exitCode: number;
  /** Whether it got as far as saying that it is ready. */
  readonly ready: boolean;
  /** What it wrote on standard error before that. */
  readonly messages: string;
  /** What it wrote on standard output, where that was to be kept. */
  readonly output: string;
}

/**
 * Like {@link spawnInherit}, for a program that first prepares something and then runs what the user asked for.
 * Until it is ready its standard error is kept aside; the real one is its descriptor 4. On descriptor 3 it
 * writes a line `ready`, and at the end a line with the exit code, which counts more than its own. SIGTERM and
 * SIGHUP are not passed on: they end this process.
 */
export async function spawnPrepared(
  program: string,
  args: readonly string[],
  options: PreparedOptions = {},
): Promise<PreparedExit> {
  const { input, stdin = 'inherit', capture = false } = options;
  const stdio: StdioOptions = [stdin, capture ? 'pipe' : 'inherit', 'pipe', 'pipe', 2];
  if (input !== undefined) stdio.push(input);
  let output = '';
  let messages = '';
  let report = '';
  const start = () => {
    const child = spawn(program, args, { env: options.env, stdio });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      messages += text;
    });
    child.stdio[3]?.on('data', (text) => {
      report += text;
    });
    return child;
  };
  const own = await outlive(start, [], 'close');
  const [ready, reported] = report.split('\n');
  return { exitCode: Number(reported || own), ready: ready === 'ready', messages, output };
}

/**
 * Starts a program and waits for its end, kept alive through what is meant for the program: what the terminal
 * sends to both is ignored, and signals of `passed` are handed on.
 */
async function outlive(
  start: () => ChildProcess,
  passed: readonly NodeJS.Signals[],
  event: 'exit' | 'close',
): Promise<number> {
  let child: ChildProcess | undefined;
  const ignore = () => {};
  const pass = (signal: NodeJS.Signals) => child?.kill(signal);
  const listen = (how: 'on' | 'off') => {
    for (const signal of TYPED) process[how](signal, ignore);
    for (const signal of passed) process[how](signal, pass);
  };
  // Before it starts: a signal in between would end this process and leave the program alone.
  listen('on');
  try {
    child = start();
    return await exitCodeAt(child, event);
  } finally {
    listen('off');
  }
}

/** At `close`, unlike `exit`, what it wrote has been read too. */
function exitCodeAt(child: ChildProcess, event: 'exit' | 'close'): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(NOT_FOUND);
      else reject(error);
    });
    child.once(event, (code: number | null, signal: NodeJS.Signals | null) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
