import { type StdioOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';

/** Signals that end what is being prepared. */
const ENDING = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const;

/** A program that is prepared, and waits for a line on its standard input. */
export interface Kept {
  readonly pid: number;
  /** Lets it go on: it then outlives this process. */
  keep(): Promise<void>;
  /** Ends it with SIGKILL. */
  drop(): void;
}

/** A program whose preparation failed. */
export interface NotKept {
  /** 128 plus the signal's number where a signal to this process ended it. */
  readonly exitCode: number;
  /** Its standard error. */
  readonly messages: string;
}

export interface KeptOptions {
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** An open file that the program gets as its descriptor 5, for the preparation. */
  readonly input?: number | undefined;
}

/**
 * Starts a program that outlives this process, in a session of its own, and waits until it is
 * prepared. Until then its standard error is collected. What it writes to descriptor 4 is passed on
 * to the real one, which itself it does not get: who reads that would wait for its end. It writes a
 * line `ready` to descriptor 3, and then reads a line from its standard input: where that ends
 * without one, this process was killed, and the program has to end.
 */
export async function startKept(
  program: string,
  args: readonly string[],
  { env, input }: KeptOptions,
): Promise<Kept | NotKept> {
  const stdio: StdioOptions = ['pipe', 'ignore', 'pipe', 'pipe', 'pipe'];
  if (input !== undefined) stdio.push(input);
  // Another directory could not be unmounted as long as the program runs.
  const child = spawn(program, args, { cwd: '/', env, detached: true, stdio });
  const { stdin, stderr } = child;
  const report = child.stdio[3] as Readable;
  const told = child.stdio[4] as Readable;
  told.on('data', (text) => process.stderr.write(text));
  // The program may end without reading.
  stdin?.on('error', () => {});
  let messages = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    messages += text;
  });
  const drop = () => {
    child.kill('SIGKILL');
  };
  let ended: NodeJS.Signals | null = null;
  const interrupt = (signal: NodeJS.Signals) => {
    ended = signal;
    drop();
  };
  for (const signal of ENDING) process.on(signal, interrupt);
  const isReady = await new Promise<boolean>((resolve, reject) => {
    report.once('data', () => resolve(true));
    child.once('error', reject).once('close', () => resolve(false));
  }).finally(() => {
    for (const signal of ENDING) process.off(signal, interrupt);
  });
  if (!isReady || ended !== null) {
    const { exitCode, signalCode } = child;
    const signal = ended ?? signalCode;
    const own = exitCode ?? 1;
    return { exitCode: signal === null ? own : 128 + constants.signals[signal], messages };
  }
  return {
    pid: child.pid ?? 0,
    drop,
    keep: async () => {
      await new Promise<void>((resolve) => stdin?.end('kept\n', resolve));
      for (const stream of [stdin, stderr, report, told]) stream?.destroy();
      child.unref();
    },
  };
}
