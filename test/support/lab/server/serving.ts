import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { environmentOf, namespaceOf, processEntry, type RunResult } from '@vpcctl/sdk/lab';
import { REPLIES, type Request, replySchema } from './served.js';

/** Milliseconds for one command. */
const LIMIT = 90_000;

export interface CommandOptions {
  /** Added to the lab's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The directory to run in; `/` by default. */
  readonly cwd?: string;
}

/** The server of a lab, which runs vpcctl's command lines one after the other. */
export interface Server {
  /** @throws Error where the server ends, or a command takes too long */
  run(args: readonly string[], options?: CommandOptions): Promise<RunResult>;
  stop(): Promise<void>;
}

/**
 * The server in the lab of process `pid`, which starts with the first command and ends with the lab at the latest.
 * @param root the directory of the vpcctl that it runs
 */
export function serverIn(pid: number, root: string): Server {
  let started: ReturnType<typeof start> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(args, { env = {}, cwd = '/' } = {}) {
      const result = last.then(() => {
        // One that has ended has failed its command; the next command gets another server.
        if (started?.hasEnded()) started = undefined;
        started ??= start(pid, root);
        return started.ask({ args: [...args], env: { ...inside(pid), ...env }, cwd });
      });
      last = result.catch(() => {});
      return result;
    },
    stop: async () => started?.stop(),
  };
}

function start(pid: number, root: string) {
  const workload = namespaceOf('self', 'net') ?? '';
  const server = join(root, 'dist', 'test-server.cjs');
  const words = [...processEntry(pid), process.execPath, server, workload];
  const child = spawn('nsenter', words, {
    env: inside(pid),
    stdio: Array(REPLIES + 1).fill('pipe'),
  });
  // What it or a command's programs print past the replies: nothing where all is well.
  const printed = [child.stdout, child.stderr].map(textFrom);
  const said = () => printed.map((text) => text()).join('');
  const replies = createInterface({ input: child.stdio[REPLIES] as Readable });
  const lines = replies[Symbol.asyncIterator]();
  child.stdin?.on('error', () => {});
  return {
    hasEnded: () => hasEnded(child),
    async ask(request: Request): Promise<RunResult> {
      child.stdin?.write(`${JSON.stringify(request)}\n`);
      const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT);
      const line = await lines.next();
      clearTimeout(timer);
      const what = `vpcctl ${request.args.join(' ')}`;
      if (line.done) {
        if (!hasEnded(child)) await once(child, 'close');
        throw new Error(`the server in the lab ended at: ${what}\n${said()}`);
      }
      if (said() !== '') throw new Error(`${what} printed past its own outputs:\n${said()}`);
      return replySchema.parse(JSON.parse(line.value));
    },
    async stop(): Promise<void> {
      if (hasEnded(child)) return;
      const exit = once(child, 'exit');
      child.stdin?.end();
      await exit;
    },
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function inside(pid: number): Record<string, string> {
  const environment = environmentOf(pid);
  if (environment === null) throw new Error('the lab has ended');
  return environment;
}

function textFrom(stream: Readable | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return () => text;
}
