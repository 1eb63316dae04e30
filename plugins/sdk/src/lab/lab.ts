import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  assertElsewhere,
  type Background,
  type RunOptions,
  type RunResult,
  readIn,
  runIn,
  startIn,
} from './enter.js';
import { childrenOf } from './processes.js';

/** A running lab, made by `vpcctl lab`. It ends with `stop()`, and when the process that opened it does. */
export interface Lab {
  /** Its process 1, as seen from outside. */
  readonly pid: number;
  /**
   * Runs a program in the lab. Never throws for what the program does. It returns when the program has ended and
   * nobody has its output open any more: for what stays in the background there is `start`.
   */
  run(program: string, args?: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** The text of a file of the lab, or null where there is none. */
  readFile(path: string): string | null;
  /** Runs a line of shell (bash) in the lab. */
  shell(line: string, options?: RunOptions): Promise<RunResult>;
  /** Runs a program on the lab's internet: another host, beyond the uplink. */
  internet(program: string, args?: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Starts a program that stays, such as a server; it ends with the lab at the latest. */
  start(program: string, args?: readonly string[], options?: RunOptions): Background;
  /** Ends it, with all that runs in it, and waits for that. */
  stop(): Promise<void>;
}

/** How a lab is made. */
export interface LabOptions {
  /** The words that run vpcctl; `vpcctl`, as found on PATH, where left out. */
  readonly vpcctl?: readonly string[];
  /** Flags of `vpcctl lab`. */
  readonly flags?: readonly string[];
  /** Added to the environment in which it is started. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a lab and waits until it is ready.
 * @throws Error with what `vpcctl lab` said where it can't be made
 */
export async function openLab(options: LabOptions = {}): Promise<Lab> {
  const holder = hold(options);
  const pid = await ready(holder);
  return {
    pid,
    run: (program, args = [], runOptions = {}) => runIn(pid, program, args, runOptions),
    shell: (line, runOptions = {}) => runIn(pid, 'bash', ['-c', line], runOptions),
    internet: (program, args = [], runOptions = {}) =>
      runIn(pid, 'nsenter', ['--net=/run/vpcctl-lab/internet', program, ...args], runOptions),
    readFile: (path) => readIn(pid, path),
    start: (program, args = [], runOptions = {}) => startIn(pid, program, args, runOptions),
    stop: async () => {
      if (holder.exitCode !== null || holder.signalCode !== null) return;
      const exit = once(holder, 'exit');
      holder.stdin?.end();
      await exit;
    },
  };
}

/** The environment in which labs are started. */
export function outsideEnvironment(): NodeJS.ProcessEnv {
  // A start of Node costs 80 ms more with it, and a lab has no TLS.
  const { NODE_EXTRA_CA_CERTS: _, NODE_ENV: _test, ...environment } = process.env;
  // Who became another user only for the test still has root's home.
  return { ...environment, HOME: '/nonexistent' };
}

/** Starts `vpcctl lab` with a command that lasts until its input ends, so until this process does at the latest. */
function hold({ vpcctl = ['vpcctl'], flags = [], env = {} }: LabOptions): ChildProcess {
  const [program = '', ...args] = [
    ...vpcctl,
    'lab',
    ...flags,
    '--',
    'sh',
    '-c',
    'echo ready; exec cat',
  ];
  return spawn(program, args, {
    // A directory that every user may be in.
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
