import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';
import type { Lab } from '../lab/harness.js';
import { type Fault, GATE, HELD, meeting } from './fake-tools.js';
import { eventually, type Running, runBeside } from './gate.js';
import { fileIn, outside } from './lab-files.js';

/** A vpcctl that has come to a program which does not go on until it is let. */
export interface HeldCommand extends Running {
  /** Sends vpcctl a signal. */
  signal(name: 'KILL' | 'TERM' | 'INT'): Promise<void>;
  /** Lets the program go on. */
  release(): Promise<void>;
}

/** Starts vpcctl and waits until it is at the step of `fault`. */
export async function startHeld(
  lab: Lab,
  fault: Omit<Fault, 'does'>,
  args: readonly string[],
): Promise<HeldCommand> {
  const env = meeting(lab, { ...fault, does: 'hold' });
  execFileSync('mkfifo', [outside(lab, GATE)]);
  const running = runBeside(lab, `exec vpcctl ${args.join(' ')}`, env);
  const pid = await eventually(() => {
    const text = fileIn(lab, HELD);
    expect(text).toMatch(/^\d+\n$/);
    return text?.trim() ?? '';
  });
  return {
    ...running,
    signal: async (name) => {
      expect(await lab.run('kill', [`-${name}`, pid])).toMatchObject({ exitCode: 0 });
    },
    release: async () => {
      expect(await lab.shell(`echo >${GATE}`)).toMatchObject({ exitCode: 0 });
    },
  };
}
