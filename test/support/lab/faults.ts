import { mkdirSync, rmSync } from 'node:fs';
import { expect } from 'vitest';
import { eventually, type Running, runBeside } from '../cli/gate.js';
import { fileIn, outside } from '../cli/lab-files.js';
import { writeIn } from '../cli/tutorial.js';
import { EXECUTORS } from '../run/needs-koffi.js';
import { BACKEND, type Lab, type RunResult } from './harness.js';

/** Where a command tells that it met its fault, and looks whether it may go on. */
const DIRECTORY = '/run/step-fault';

/** The program by which the backend of this run loads the packet policy. */
export const FILTER_TOOL = BACKEND === 'nftables' ? 'nft' : 'iptables-legacy-restore';

/** What a command meets at a step of its work on the host (src/engine/context/step-faults.ts). */
export interface StepFault {
  /** What carries out the operations; netlink by default, where there is netlink. Its steps are those of the programs. */
  readonly executor?: (typeof EXECUTORS)[number];
  /** The program whose steps count, or whose line an operation is; all by default. */
  readonly program?: string;
  /** The step, from 1: an operation, or a transaction of a packet filter. */
  readonly at: number;
  readonly does: 'fail' | 'hold';
  /** What the kernel or the program says that fails. */
  readonly says?: string;
  /** Whether all later steps fail, too. */
  readonly lasts?: boolean;
}

/** The environment in which the next command meets `fault`. It forgets the one before. */
export function meeting(
  lab: Lab,
  { executor = EXECUTORS[0], ...fault }: StepFault,
): Record<string, string> {
  rmSync(outside(lab, DIRECTORY), { recursive: true, force: true });
  mkdirSync(outside(lab, DIRECTORY));
  return {
    VPCCTL_EXECUTOR: executor ?? '',
    VPCCTL_STEP_FAULT: JSON.stringify({ ...fault, directory: DIRECTORY }),
  };
}

/** Whether the command got as far as its fault. */
export function wasReached(lab: Lab): boolean {
  return fileIn(lab, `${DIRECTORY}/reached`) !== null;
}

/** Runs vpcctl, by the server of the lab, so that it meets `fault`. */
export function vpcctlMeeting(
  lab: Lab,
  fault: StepFault,
  args: readonly string[],
): Promise<RunResult> {
  return lab.vpcctlWith({ env: meeting(lab, fault) }, ...args);
}

/** A vpcctl, a process of its own, that has come to a step at which it does not go on until it is let. */
export interface HeldCommand extends Running {
  /** Sends vpcctl a signal. */
  signal(name: 'KILL' | 'TERM' | 'INT'): Promise<void>;
  /** Lets the step happen. */
  release(): void;
}

/** Starts vpcctl and waits until it is at the step of `fault`. */
export async function startHeld(
  lab: Lab,
  fault: Omit<StepFault, 'does'>,
  args: readonly string[],
): Promise<HeldCommand> {
  const env = meeting(lab, { ...fault, does: 'hold' });
  const running = runBeside(lab, `exec vpcctl ${args.join(' ')}`, env);
  const pid = await eventually(() => {
    const text = fileIn(lab, `${DIRECTORY}/reached`);
    expect(text).toMatch(/^\d+\n$/);
    return text?.trim() ?? '';
  });
  return {
    ...running,
    signal: async (name) => {
      expect(await lab.run('kill', [`-${name}`, pid])).toMatchObject({ exitCode: 0 });
    },
    release: () => writeIn(lab, `${DIRECTORY}/go`, ''),
  };
}
