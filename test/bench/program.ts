import { spawnSync } from 'node:child_process';

/** A program with its arguments. */
export type CommandLine = readonly [program: string, ...args: string[]];

/** How a program ended, and the milliseconds from its start to its end. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Runs a program and waits for its end. It gets no input. */
export function run([program, ...args]: CommandLine, env?: NodeJS.ProcessEnv): Ended {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    env: env ?? process.env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const milliseconds = performance.now() - start;
  if (error) throw error;
  return { exitCode: status ?? 128, stdout, stderr, milliseconds };
}

/**
 * As {@link run}, for what has to succeed.
 * @throws Error with what the program said, when its exit code is not 0
 */
export function mustRun(command: CommandLine, env?: NodeJS.ProcessEnv): Ended {
  const ended = run(command, env);
  if (ended.exitCode === 0) return ended;
  throw new Error(
    `${command.join(' ')}: exit code ${ended.exitCode}: ${ended.stderr || ended.stdout}`,
  );
}
