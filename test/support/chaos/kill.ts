import { expect } from 'vitest';
import type { Lab } from '../lab/harness.js';

/** What the shell says of a program that SIGKILL has ended. */
const KILLED = 137;

/** Runs a command that kills itself at its place `at`; where it does not get there it has to succeed. */
export async function killAt(lab: Lab, line: string, at: number): Promise<boolean> {
  const { exitCode } = await lab.shell(`VPCCTL_FAULT=${at} vpcctl ${line}; exit $?`);
  if (exitCode !== KILLED) expect({ line, at, exitCode }).toEqual({ line, at, exitCode: 0 });
  return exitCode === KILLED;
}

/** Runs a command that is refused, before which what a killed one has left is put right. */
export async function recovered(lab: Lab): Promise<boolean> {
  const { exitCode, stderr } = await lab.vpcctl('delete-vpc', 'nobody');
  expect(exitCode, stderr).toBe(2);
  return stderr.includes('was interrupted; rolling it back');
}
