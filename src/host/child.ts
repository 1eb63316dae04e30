import { type ChildProcess, spawn } from 'node:child_process';
import { endWithUs } from './end-with-us.js';

/** How long a program may take to end by itself when it is asked to. */
const GRACE_MS = 5000;

export interface ChildOptions {
  /** What it has as descriptors 0, 3, 4, and so on; 1 and 2 are read. */
  readonly input: number | 'ignore';
  readonly inheritDescriptors: readonly number[];
  readonly env: NodeJS.ProcessEnv;
  /** Ends the program when it is aborted: SIGTERM, and SIGKILL five seconds later. */
  readonly signal?: AbortSignal | undefined;
  /** Whether it ends with this process. Otherwise it gets a session of its own, out of reach of the terminal's Ctrl-C. */
  readonly endsWithUs: boolean;
}

/** How a program ended, and what it wrote. */
export interface ChildEnding {
  readonly stdout: string;
  readonly stderr: string;
  /** Null where a signal ended it, or it was not started. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it was not started. */
  readonly error: NodeJS.ErrnoException | null;
  /** Whether it was ended because of the signal that was given. */
  readonly canceled: boolean;
}

/** Starts a program and waits until it has ended and all that it wrote is read. Never throws. */
export async function runChild(
  program: string,
  args: readonly string[],
  { input, inheritDescriptors, env, signal, endsWithUs }: ChildOptions,
): Promise<ChildEnding> {
  let child: ChildProcess;
  if (signal?.aborted) return notStarted(null);
  try {
    child = spawn(program, args, {
      stdio: [input, 'pipe', 'pipe', ...inheritDescriptors],
      env,
      // A user's directory may be gone, and then nothing can be started from it.
      cwd: '/',
      detached: !endsWithUs,
    });
  } catch (error) {
    return notStarted(error instanceof Error ? error : new Error(String(error)));
  }
  const undo = [onAbort(signal, child), endsWithUs ? endWithUs(child) : () => {}];
  try {
    return await ending(child, signal);
  } finally {
    for (const each of undo) each();
  }
}

function ending(child: ChildProcess, cancel?: AbortSignal): Promise<ChildEnding> {
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  return new Promise((resolve) => {
    child.once('error', (error) => {
      // Once it has started, an error is one of ending it.
      if (child.pid === undefined) resolve(notStarted(error));
    });
    child.once('close', (exitCode, signal) => {
      const canceled = cancel?.aborted === true && child.killed;
      resolve({ ...written, exitCode, signal, error: null, canceled });
    });
  });
}

function onAbort(signal: AbortSignal | undefined, child: ChildProcess): () => void {
  if (signal === undefined) return () => {};
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill();
    timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  return () => {
    signal.removeEventListener('abort', stop);
    clearTimeout(timer);
  };
}

function notStarted(error: NodeJS.ErrnoException | null): ChildEnding {
  const canceled = error === null;
  return { stdout: '', stderr: '', exitCode: null, signal: null, error, canceled };
}
