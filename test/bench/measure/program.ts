import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';

/** A program with its arguments. */
export type CommandLine = readonly [program: string, ...args: string[]];

/** How a program ended, and what it wrote. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program cost, with all that it started and waited for. */
export interface Cost {
  /** Processor time, user and system, in milliseconds. */
  readonly processor: number;
  /** From the start to the end, in milliseconds. */
  readonly wall: number;
  /** The most memory that one process had, in MB. */
  readonly memory: number;
}

/** How a program is run. */
export interface RunOptions {
  /** In place of this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Its standard input; by default empty. */
  readonly input?: string;
  /** Words in front of it, which enter another host. */
  readonly enter?: readonly string[];
  /** Exit codes that are no failure; by default only 0. */
  readonly expect?: readonly number[];
}

const costSchema = z.object({ processor: z.number(), wall: z.number(), memory: z.number() });

/** An output of 100,000 entries is long. */
const LONGEST_OUTPUT = 512 * 1024 * 1024;

/** Runs a program and waits for its end. */
export function run(command: CommandLine, options: RunOptions = {}): Ended {
  const { exitCode, stdout, stderr } = start(command, options, ['pipe', 'pipe', 'pipe']);
  return { exitCode, stdout, stderr };
}

/**
 * As {@link run}, for what has to succeed.
 * @throws Error with what the program said, when its exit code is another one
 */
export function mustRun(command: CommandLine, options: RunOptions = {}): Ended {
  const ended = run(command, options);
  requireSuccess(command, ended, options);
  return ended;
}

/**
 * Runs a program that has to succeed, and says what it cost.
 * @param root the package's directory
 * @throws Error as {@link mustRun}
 */
export function measure(root: string, command: CommandLine, options: RunOptions = {}): Cost {
  const spent = ['python3', '-S', join(root, 'test/bench/measure/spent.py')] as const;
  const ended = start([...spent, ...command], options, ['pipe', 'pipe', 'pipe', 'pipe']);
  requireSuccess(command, ended, options);
  return costSchema.parse(JSON.parse(ended.result));
}

function start(command: CommandLine, options: RunOptions, stdio: 'pipe'[]) {
  const [program = '', ...args] = [...(options.enter ?? []), ...command];
  const { status, output, error } = spawnSync(program, args, {
    env: options.env ?? process.env,
    input: options.input ?? '',
    encoding: 'utf8',
    maxBuffer: LONGEST_OUTPUT,
    stdio,
  });
  if (error) throw error;
  const [, stdout, stderr, result] = output;
  return {
    exitCode: status ?? 128,
    ...{ stdout: stdout ?? '', stderr: stderr ?? '', result: result ?? '' },
  };
}

function requireSuccess(command: CommandLine, ended: Ended, { expect = [0] }: RunOptions): void {
  if (expect.includes(ended.exitCode)) return;
  const said = (ended.stderr || ended.stdout).slice(0, 2000);
  throw new Error(`${command.join(' ').slice(0, 200)}: exit code ${ended.exitCode}: ${said}`);
}
