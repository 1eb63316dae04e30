import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  assertElsewhere,
  type Background,
  type RunOptions,
  type RunResult,
  runIn,
  startIn,
} from './enter.js';
import { AS_PLAIN_USER, readablePackage } from './plain-user.js';
import { childrenOf } from './processes.js';

export type { Background, RunOptions, RunResult } from './enter.js';

/** The directory of the package under test. */
export const CHECKOUT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export type LabUser = 'root' | 'plain';

/** A running lab, made by `vpcctl lab`. It ends with `stop()`, and when the test process does. */
export interface Lab {
  readonly user: LabUser;
  /** Its process 1, as seen from outside. */
  readonly pid: number;
  /** The directory of the vpcctl that runs in it. */
  readonly packageRoot: string;
  /**
   * Runs a program in the lab. Never throws for what the program does. It returns when the program has ended and
   * nobody has its output open any more: for what stays in the background there is `start`.
   */
  run(program: string, args?: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Runs a line of shell in the lab, for steps that the tutorial writes as shell. */
  shell(line: string, options?: RunOptions): Promise<RunResult>;
  /** Runs a program on the lab's internet: another host, beyond the uplink. */
  internet(program: string, args?: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Starts a program that stays, such as a server; it ends with the lab at the latest. */
  start(program: string, args?: readonly string[], options?: RunOptions): Background;
  /** Runs vpcctl in the lab. */
  vpcctl(...args: string[]): Promise<RunResult>;
  stop(): Promise<void>;
}

export interface LabOptions {
  /** Who makes it; root by default. In the lab one is root either way. */
  readonly user?: LabUser;
  /** Flags of `vpcctl lab`. */
  readonly flags?: readonly string[];
  /** Added to the environment in which it is started. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a lab and waits until it is ready. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const user = options.user ?? 'root';
  const { root, remove } =
    user === 'plain' ? readablePackage(CHECKOUT) : { root: CHECKOUT, remove: () => {} };
  const holder = hold(user, root, options);
  const pid = await ready(holder);
  return {
    user,
    pid,
    packageRoot: root,
    run: (program, args = [], runOptions = {}) => runIn(pid, program, args, runOptions),
    shell: (line, runOptions = {}) => runIn(pid, 'bash', ['-c', line], runOptions),
    internet: (program, args = [], runOptions = {}) =>
      runIn(pid, 'nsenter', ['--net=/run/vpcctl-lab/internet', program, ...args], runOptions),
    start: (program, args = [], runOptions = {}) => startIn(pid, program, args, runOptions),
    vpcctl: (...args) => runIn(pid, 'vpcctl', args, {}),
    stop: async () => {
      if (holder.exitCode === null && holder.signalCode === null) {
        const exit = once(holder, 'exit');
        holder.stdin?.end();
        await exit;
      }
      remove();
    },
  };
}

/** The command line that runs `vpcctl lab -- command` as a user. */
export function labCommand(
  user: LabUser,
  root: string,
  command: readonly string[],
  flags: readonly string[] = [],
): string[] {
  if (!existsSync(join(root, 'dist', 'vpcctl.cjs'))) throw new Error('not built: run bin/setup');
  return [
    ...identity(user),
    process.execPath,
    join(root, 'bin', 'vpcctl'),
    'lab',
    ...flags,
    '--',
    ...command,
  ];
}

/** The environment in which labs are started. */
export function outsideEnvironment(): NodeJS.ProcessEnv {
  // A start of Node costs 80 ms more with it, and a lab has no TLS.
  const { NODE_EXTRA_CA_CERTS: _, NODE_ENV: _test, ...environment } = process.env;
  // Who became another user only for the test still has root's home.
  return { ...environment, HOME: '/nonexistent' };
}

function identity(user: LabUser): string[] {
  const isRoot = process.geteuid?.() === 0;
  if (user === 'plain') return isRoot ? AS_PLAIN_USER : [];
  // Whoever is not root can still be the root of a user namespace: vpcctl then takes root's way.
  return isRoot ? [] : ['unshare', '--user', '--map-root-user', '--'];
}

/** Starts `vpcctl lab` with a command that lasts until its input ends, so until this process does at the latest. */
function hold(user: LabUser, root: string, { flags, env }: LabOptions): ChildProcess {
  const command = ['sh', '-c', 'echo ready; exec cat'];
  const [program = '', ...args] = labCommand(user, root, command, flags);
  // A directory that every user may be in.
  return spawn(program, args, {
    cwd: '/',
    env: { ...outsideEnvironment(), ...env },
    stdio: 'pipe',
  });
}

async function ready(holder: ChildProcess): Promise<number> {
  let said = '';
  for (const stream of [holder.stdout, holder.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  while (!said.includes('ready\n')) {
    const ended = holder.exitCode !== null || holder.signalCode !== null;
    if (ended) throw new Error(`no lab: ${said.trim()}`);
    await Promise.race([once(holder, 'close'), once(holder.stdout ?? holder, 'data')]);
  }
  // vpcctl > unshare > the lab's process 1
  const [unshare = 0] = childrenOf(holder.pid ?? 0);
  const [first] = childrenOf(unshare);
  if (first === undefined) throw new Error('the lab has no process 1');
  assertElsewhere(first);
  return first;
}
