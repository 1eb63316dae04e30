import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lineOf } from '@vpcctl/sdk';
import * as z from 'zod';
import { type Host, Refusal, stepFailure } from '../../host/index.js';

/**
 * A fault at one step. A step changes the host: an operation, which is a request to the kernel or a
 * line of `ip -batch`, or a transaction of a packet filter. Steps are counted over the whole
 * command, and are the same for both executors.
 */
const stepFaultSchema = z.object({
  /** The number of the step, from 1. */
  at: z.number().int().min(1),
  /** Count steps of this program only; an operation by netlink counts for the program of its line. */
  program: z.string().optional(),
  /**
   * `fail`: the steps before this one in its batch are done, and the kernel says `says`.
   * `hold`: the step waits for a file `go` in the directory.
   */
  does: z.enum(['fail', 'hold']),
  says: z.string().default(''),
  /** Whether all later steps meet it, too. */
  lasts: z.boolean().default(false),
  /** An existing directory. A file `reached` in it, with this process's id, marks the step. */
  directory: z.string(),
});

type StepFault = z.infer<typeof stepFaultSchema>;

/** The words with which a program changes something. A program that only reads is no step. */
const CHANGING = ['-batch', '-f', '--noflush', 'attach'];

const POLL_MS = 5;

/**
 * For tests of failing steps: wraps hosts so that the fault in `VPCCTL_STEP_FAULT` (JSON) happens.
 * Only a lab obeys the variable, since nothing is lost there.
 */
export function hostsWithStepFaults(environment: NodeJS.ProcessEnv): (host: Host) => Host {
  const text = environment['VPCCTL_LAB'] === '1' ? environment['VPCCTL_STEP_FAULT'] : undefined;
  if (text === undefined) return (host) => host;
  const fault = stepFaultSchema.parse(JSON.parse(text));
  const meets = counter(fault);
  const step = async (host: Host, call: Parameters<Host['run']>, run: () => Promise<string>) => {
    const [program, args, input] = call;
    const at = meets(program, stepsOf(args, input));
    if (at === null) return run();
    if (fault.does === 'fail') return fail(host, fault, at, call);
    await released(fault);
    return run();
  };
  return (host) => ({
    ...host,
    run: (program, args, input) =>
      step(host, [program, args, input], () => host.run(program, args, input)),
    nft: (args, input) => step(host, ['nft', args, input], () => host.nft(args, input)),
    async openOperator() {
      const operator = (await host.openOperator?.()) ?? null;
      if (operator === null) return null;
      return {
        ...operator,
        async carryOut(operation) {
          if (meets(lineOf(operation).program, 1) !== null) {
            if (fault.does === 'fail') throw new Refusal(fault.says);
            await released(fault);
          }
          await operator.carryOut(operation);
        },
      };
    },
  });
}

/** Counts steps; says which of the next `steps` meets the fault, from 1, or null. */
function counter(fault: StepFault): (program: string, steps: number) => number | null {
  let before = 0;
  return (program, steps) => {
    if (fault.program !== undefined && fault.program !== program) return null;
    const at = fault.at - before;
    before += steps;
    const met = fault.lasts ? Math.max(at, 1) : at;
    if (met < 1 || met > steps) return null;
    writeFileSync(join(fault.directory, 'reached'), `${process.pid}\n`);
    return met;
  };
}

async function released({ directory }: StepFault): Promise<void> {
  while (!existsSync(join(directory, 'go'))) await delay(POLL_MS);
}

function stepsOf(args: readonly string[], input = ''): number {
  if (!args.some((argument) => CHANGING.includes(argument))) return 0;
  if (!isBatch(args)) return 1;
  // A batch with answers asks, and changes nothing.
  return args.includes('-j') ? 0 : linesOf(input).length;
}

function isBatch(args: readonly string[]): boolean {
  return args.includes('-batch');
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
  if (!isBatch(args)) throw stepFailure({ ...failed, stderr: `${says}\n` });
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
