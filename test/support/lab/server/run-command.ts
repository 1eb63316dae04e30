import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Reply, Request } from './served.js';

const STREAMS = ['stdout', 'stderr'] as const;

/**
 * Runs a command line of vpcctl in this process, as a process of its own would: what it sets, and what it listens to,
 * is gone when the next one comes.
 * @param root the package's directory
 */
export async function runCommand(root: string, request: Request): Promise<Reply> {
  const restore = [
    become(root, request),
    ...STREAMS.map((name) => withoutListeners(process[name])),
    withoutListeners(process),
  ];
  const outputs = STREAMS.map((name) => capture(process[name]));
  const idle = resources();
  try {
    await require(join(root, 'dist', 'vpcctl.cjs')).main(root);
    // A process ends when nothing keeps it alive.
    while (resources() > idle) await new Promise((resolve) => setTimeout(resolve, 1));
    const [stdout = '', stderr = ''] = outputs.map((output) => output.text());
    return { exitCode: Number(process.exitCode ?? 0), stdout, stderr };
  } finally {
    for (const output of outputs) output.stop();
    for (const undo of restore) undo();
    process.exitCode = undefined;
  }
}

/** What keeps this process alive, but timers that only wait to look again. */
function resources(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind !== 'Immediate').length;
}

/** Takes on what a process is given: arguments, environment, directory, and an input with nothing in it. */
function become(root: string, { args, env, cwd }: Request): () => void {
  const before = { argv: process.argv, env: process.env, cwd: process.cwd() };
  process.argv = [process.execPath, join(root, 'bin', 'vpcctl'), ...args];
  replaceEnvironment(env);
  process.chdir(cwd);
  process.exitCode = undefined;
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin');
  Object.defineProperty(process, 'stdin', { configurable: true, value: Readable.from([]) });
  const exit = process.exit;
  process.exit = (code) => {
    throw new Error(`vpcctl ${args.join(' ')} called process.exit(${code}), which ends no server`);
  };
  return () => {
    process.argv = before.argv;
    process.chdir(before.cwd);
    process.exit = exit;
    if (stdin !== undefined) Object.defineProperty(process, 'stdin', stdin);
  };
}

/** In place: programs that are started get the system's environment, not an object. */
function replaceEnvironment(env: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}

/** Keeps what is written to a stream. */
function capture(stream: NodeJS.WriteStream): { text(): string; stop(): void } {
  const parts: Buffer[] = [];
  const { write } = stream;
  stream.write = (
    chunk: Uint8Array | string,
    encoding?: BufferEncoding | ((error?: Error | null) => void),
    done?: (error?: Error | null) => void,
  ): boolean => {
    const given = typeof encoding === 'string' ? encoding : 'utf8';
    parts.push(typeof chunk === 'string' ? Buffer.from(chunk, given) : Buffer.from(chunk));
    const callback = typeof encoding === 'function' ? encoding : done;
    if (callback !== undefined) process.nextTick(callback);
    return true;
  };
  return {
    text: () => Buffer.concat(parts).toString(),
    stop: () => {
      stream.write = write;
    },
  };
}

/** @returns what removes the listeners that have come since */
function withoutListeners(emitter: NodeJS.EventEmitter): () => void {
  const before = new Map(emitter.eventNames().map((name) => [name, emitter.rawListeners(name)]));
  return () => {
    for (const name of emitter.eventNames()) {
      const known = before.get(name) ?? [];
      for (const listener of emitter.rawListeners(name)) {
        if (!known.includes(listener)) emitter.removeListener(name, listener as () => void);
      }
    }
  };
}
