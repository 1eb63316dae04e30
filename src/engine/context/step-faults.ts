import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { type Host, stepFailure } from '../../host/index.js';

/**
 * A fault at one step. A step changes the host through a program: a line of an `ip -batch` is one
 * step, and so is a transaction of a packet filter. Steps are counted over the whole command.
 */
const stepFaultSchema = z.object({
  /** The number of the step, from 1. */
  at: z.number().int().min(1),
  /** Count steps of this program only. */
  program: z.string().optional(),
  /**
   * `fail`: the steps before this one in its batch are done, and the program prints `says`.
   * `hold`: the step waits for a file `go` in the directory.
   */
  does: z.enum(['fail', 'hold']),
  says: z.string().default(''),
  /** An existing directory. A file `reached` in it, with this process's id, marks the step. */
  directory: z.string(),
});

type StepFault = z.infer<typeof stepFaultSchema>;

/** The options with which a program changes something. A program that only reads is no step. */
const CHANGING = ['-batch', '-f', '--noflush'];

const POLL_MS = 5;

/**
 * For tests of failing steps: wraps hosts so that the fault in `VPCCTL_STEP_FAULT` (JSON) happens
 * once. Only a lab obeys the variable, since nothing is lost there.
 */
export function hostsWithStepFaults(environment: NodeJS.ProcessEnv): (host: Host) => Host {
  const text = environment['VPCCTL_LAB'] === '1' ? environment['VPCCTL_STEP_FAULT'] : undefined;
  if (text === undefined) return (host) => host;
  const fault = stepFaultSchema.parse(JSON.parse(text));
  let before = 0;
  const step = async (host: Host, call: Parameters<Host['run']>, run: () => Promise<string>) => {
    const steps = stepsOf(fault, ...call);
    const at = fault.at - before;
    before += steps;
    if (at < 1 || at > steps) return run();
    writeFileSync(join(fault.directory, 'reached'), `${process.pid}\n`);
    if (fault.does === 'fail') return fail(host, fault, at, call);
    while (!existsSync(join(fault.directory, 'go'))) await delay(POLL_MS);
    return run();
  };
  return (host) => ({
    ...host,
    // Steps are counted by the programs that make them.
    executor: 'programs',
    run: (program, args, input) =>
      step(host, [program, args, input], () => host.run(program, args, input)),
    nft: (args, input) => step(host, ['nft', args, input], () => host.nft(args, input)),
  });
}

function stepsOf(fault: StepFault, program: string, args: readonly string[], input = ''): number {
  if (fault.program !== undefined && fault.program !== program) return 0;
  if (!args.some((argument) => CHANGING.includes(argument))) return 0;
  return program === 'ip' ? linesOf(input).length : 1;
}

/** Fails as the program would: a batch stops before the line, or skips the line with `-force`. */
async function fail(
  host: Host,
  { says }: StepFault,
  at: number,
  [program, args, input]: Parameters<Host['run']>,
): Promise<never> {
  const ending = 'exit code 1';
  const failed = { program, args, input: input ?? null, exitCode: 1, ending };
  if (program !== 'ip') throw stepFailure({ ...failed, stderr: `${says}\n` });
  const lines = linesOf(input ?? '');
  const isForced = args.includes('-force');
  const done = isForced ? lines.toSpliced(at - 1, 1) : lines.slice(0, at - 1);
  try {
    await host.run(program, args, done.map((line) => `${line}\n`).join(''));
  } catch (error) {
    // A forced batch may also delete things that are gone.
    if (!isForced) throw error;
  }
  throw stepFailure({ ...failed, stderr: `${says}\nCommand failed -:${at}\n` });
}

function linesOf(input: string): string[] {
  return input.split('\n').filter((line) => line !== '');
}
