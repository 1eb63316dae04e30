// First: the caller of the tests may have colours forced.
import '../plain.js';
import { Console } from 'node:console';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type Config, run, settings } from '@oclif/core';
import type { HostFacts } from '@vpcctl/sdk';
import { readCurrentState } from '../../../../src/engine/current/current-state.js';
import { printFailure } from '../../../../src/ui/errors/failure.js';
import { newMemoryDirectory } from '../../directories.js';
import { BARE_HOST, hostWith } from '../../features/facts.js';
import { memoryPorts, type Things } from './memory-ports.js';
import { type SourcePart, sourceConfig } from './source-config.js';

/** How a command line ended, and what it wrote. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestHostOptions {
  /** The host before anything was made on it. */
  readonly base?: HostFacts;
  /** Plugins of the test, beside those of the product. */
  readonly plugins?: readonly SourcePart[];
}

/** A host in memory on which vpcctl is run, with a state directory on the disk. */
export interface TestHost {
  /** A directory for files. */
  readonly directory: string;
  /** vpcctl's state directory; it is made by the first change. */
  readonly state: string;
  /** All that is on the host, as text to compare. */
  resources(): string[];
  /** The journal as it is on disk; null before the first entry. */
  journal(): string | null;
  /** Names in the state directory; null where there is none. */
  files(): string[] | null;
  /** Writes a file, and gives its path. */
  write(name: string, text: string): string;
  /**
   * Runs a command line, as root. Nothing that starts programs by itself: not `exec` of a command
   * that exists, `attach` to a namespace, `--probe`, `--check`, `--kill`, `--confirm-within`.
   */
  vpcctl(...args: string[]): Promise<Outcome>;
  /** The same with other variables, or as another user. */
  run(
    args: readonly string[],
    as: { env?: Record<string, string>; uid?: number },
  ): Promise<Outcome>;
  /** Does `work` as a command would, as root: with the configuration that commands get. */
  inside<T>(work: (config: Config) => Promise<T>): Promise<T>;
}

/** A new host. Its files are removed after the tests of the file. */
export function createTestHost({ base = BARE_HOST, plugins = [] }: TestHostOptions = {}): TestHost {
  const loaded = sourceConfig(plugins);
  const directory = newMemoryDirectory('vpcctl-cli-');
  const state = join(directory, 'state');
  const things = new Map() satisfies Things;
  const configOf = async () => {
    const config = await loaded;
    const facts = async () => hostWith(await readCurrentState(config), base);
    config.hostPorts = memoryPorts({ things, facts });
    return config;
  };
  const runWith: TestHost['run'] = (args, { env = {}, uid = 0 }) =>
    alone(async () => {
      const config = await configOf();
      return asProcess(args, uid, { VPCCTL_HOME: state, ...env }, () => run([...args], config));
    });
  const inside = <T>(work: (config: Config) => Promise<T>): Promise<T> =>
    alone(async () => {
      const config = await configOf();
      const results: Promise<T>[] = [];
      await asProcess(['ui'], 0, { VPCCTL_HOME: state }, async () => {
        results.push(work(config));
        await results[0];
      });
      const [result] = results;
      if (result === undefined) throw new Error('the work was not begun');
      return result;
    });
  return {
    directory,
    state,
    resources: () => [...things].map((thing) => JSON.stringify(thing)).sort(),
    journal: () => orNull(() => readFileSync(join(state, 'journal.ndjson'), 'utf8')),
    files: () => orNull(() => readdirSync(state).sort()),
    write(name, text) {
      const path = join(directory, name);
      writeFileSync(path, text);
      return path;
    },
    run: runWith,
    inside,
    vpcctl: (...args) => runWith(args, {}),
  };
}

function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}

let last: Promise<unknown> = Promise.resolve();

/** One command line after the other: they share what a process has. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work, work);
  last = mine.catch(() => {});
  return mine;
}

/** Does `work` as `main` (src/index.ts) does, with what it writes and its exit code caught. */
async function asProcess(
  args: readonly string[],
  uid: number,
  env: Readonly<Record<string, string>>,
  work: () => Promise<unknown>,
): Promise<Outcome> {
  const texts = { stdout: '', stderr: '' };
  const restore = [
    replaced(process, 'argv', [process.execPath, 'vpcctl', ...args]),
    replaced(process, 'geteuid', () => uid),
    replaced(
      globalThis,
      'console',
      new Console(writing(texts, 'stdout'), writing(texts, 'stderr')),
    ),
    ...(['stdout', 'stderr'] as const).map((name) =>
      replaced(process[name], 'write', (text: string) => {
        texts[name] += text;
        return true;
      }),
    ),
    ...Object.entries(env).map(([name, value]) => replaced(process.env, name, value)),
  ];
  const { exitCode } = process;
  process.exitCode = undefined;
  settings.enableAutoTranspile = false;
  try {
    await work().catch((error: unknown) => printFailure(error, args));
    return { exitCode: Number(process.exitCode ?? 0), ...texts };
  } finally {
    process.exitCode = exitCode;
    for (const back of restore.reverse()) back();
  }
}

/** Gives an object another value for a key. */
function replaced<T extends object, K extends keyof T>(object: T, key: K, value: T[K]) {
  const had = Reflect.has(object, key);
  const before = object[key];
  object[key] = value;
  return () => {
    if (had) object[key] = before;
    else Reflect.deleteProperty(object, key);
  };
}

function writing(texts: Record<'stdout' | 'stderr', string>, name: 'stdout' | 'stderr'): Writable {
  return new Writable({
    write(chunk, _, done) {
      texts[name] += String(chunk);
      done();
    },
  });
}
