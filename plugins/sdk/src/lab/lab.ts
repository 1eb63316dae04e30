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

/**
 * A running lab of `vpcctl lab`. It ends with `stop()`, or when the process that opened it ends.
 */
export interface Lab {
  /** The process id of its process 1, as this process sees it. */
  readonly pid: number;
  /**
   * Runs a program in the lab, and returns when the program has ended and no process has its output
   * open any more. A failing program is no error: see its exit code. `start` is for programs that
   * keep running.
   * @throws Error where the lab has ended; likewise the methods below
   */
  run(program: string, args?: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** The text of a file of the lab, or null where there is none. */
  readFile(path: string): string | null;
  /** Runs a line of bash in the lab. */
  shell(line: string, options?: RunOptions): Promise<RunResult>;
  /** Runs a program on the lab's internet, which is another host beyond the uplink. */
  internet(program: string, args?: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Starts a program in the background, such as a server. It ends with the lab at the latest. */
  start(program: string, args?: readonly string[], options?: RunOptions): Background;
  /** Ends the lab with all its processes, and waits until they have ended. */
  stop(): Promise<void>;
}

/** Options for {@link openLab}. */
export interface LabOptions {
  /** The words that run vpcctl; by default `vpcctl`, as found on PATH. */
  readonly vpcctl?: readonly string[];
  /** Flags of `vpcctl lab`. */
  readonly flags?: readonly string[];
  /** Variables that are added to the environment of `vpcctl lab`. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a lab and waits until it is ready.
 * @throws Error with the output of `vpcctl lab` where the lab does not start
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

/**
 * The environment in which labs are started: this process's, without what slows or misleads them.
 */
export function outsideEnvironment(): NodeJS.ProcessEnv {
  // NODE_EXTRA_CA_CERTS costs each start of Node 80 ms, and a lab has no TLS.
  const { NODE_EXTRA_CA_CERTS: _, NODE_ENV: _test, ...environment } = process.env;
  // A process that changed its user only for the test still has root's home.
  return { ...environment, HOME: '/nonexistent' };
}

/**
 * Starts `vpcctl lab` with a command that runs until its input ends. So the lab ends with this
 * process at the latest.
 */
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
    // A directory that every user may enter.
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
