import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';

/** The exit code that shells give for a program that could not be found. */
const NOT_FOUND = 127;

/** Signals that a terminal sends to all processes in its foreground. */
const TYPED = ['SIGINT', 'SIGQUIT'] as const;

export interface ForegroundOptions {
  /** The whole environment; this process's own by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** Open files that the program gets as its descriptors 3, 4, and so on. */
  readonly inputs?: readonly number[];
  /** Which processes get signals in the place of the program; given the program's number. */
  readonly receivers?: (pid: number) => readonly number[];
}

export interface PreparedOptions extends Pick<ForegroundOptions, 'env'> {
  /** An open file that the program gets as its descriptor 5, for the preparation. */
  readonly input?: number | undefined;
  /** An open file that becomes its standard input; this process's own by default. */
  readonly stdin?: number | undefined;
  /** Whether to return its standard output, rather than to pass it on. */
  readonly capture?: boolean;
}

/**
 * Runs a program in the foreground, as a shell does: with this process's terminal, input and
 * output. The terminal sends Ctrl-C to both, and this process waits for the program to end by it.
 * SIGTERM and SIGHUP are passed on to the program.
 * @returns its exit code: 128 plus the signal's number when a signal ended it, 127 when there is no
 *   such program
 */
export async function spawnInherit(
  program: string,
  args: readonly string[],
  options: ForegroundOptions = {},
): Promise<number> {
  const { env, inputs = [], receivers } = options;
  const start = () => spawn(program, args, { env, stdio: [0, 1, 2, ...inputs] });
  return outlive(start, ['SIGTERM', 'SIGHUP'], 'exit', receivers);
}

/** How a program with a preparation ended. */
export interface PreparedExit {
  readonly exitCode: number;
  /** Whether the preparation was finished. */
  readonly ready: boolean;
  /** Its standard error until then. */
  readonly messages: string;
  /** Its standard output, where `capture` was given. */
  readonly output: string;
}

/**
 * Like {@link spawnInherit}, for a program that first prepares something and then runs the user's
 * command. Until it is ready its standard error is collected; the real one is its descriptor 4. On
 * descriptor 3 it writes a line `ready`, and at the end a line with an exit code, which overrides
 * its own. SIGTERM and SIGHUP are not passed on: they end this process.
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
 * Starts a program and waits for its end. Meanwhile this process ignores the signals that the
 * terminal sends to both, and passes those in `passed` on to the program.
 */
async function outlive(
  start: () => ChildProcess,
  passed: readonly NodeJS.Signals[],
  event: 'exit' | 'close',
  receivers: ForegroundOptions['receivers'] = undefined,
): Promise<number> {
  let child: ChildProcess | undefined;
  const ignore = () => {};
  const pass = (signal: NodeJS.Signals) => {
    const inside = receivers?.(child?.pid ?? 0) ?? [];
    if (inside.length === 0) child?.kill(signal);
    for (const pid of inside) sendTo(pid, signal);
  };
  const listen = (how: 'on' | 'off') => {
    for (const signal of TYPED) process[how](signal, ignore);
    for (const signal of passed) process[how](signal, pass);
  };
  // Before the program starts: a signal in between would end this process and leave the program
  // running.
  listen('on');
  try {
    child = start();
    return await exitCodeAt(child, event);
  } finally {
    listen('off');
  }
}

function sendTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process ended in between.
  }
}

/** At `close`, unlike at `exit`, all output of the program has been read. */
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
