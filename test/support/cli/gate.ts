import { existsSync } from 'node:fs';
import { onTestFinished, vi } from 'vitest';
import type { Lab, RunResult } from '../lab/harness.js';
import { fileIn, outside, STATE } from './lab-files.js';

/** Waits, with patience for a busy machine, until `condition` throws no more. */
export function eventually<T>(condition: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(condition, { timeout: 20_000, interval: 20 });
}

/** Something in the lab that goes on until it is let go. */
export interface Held {
  release(): Promise<void>;
}

/** Holds the journal's lock, as a command that is at work does. */
export async function holdLock(lab: Lab): Promise<Held> {
  const script = `rm -f /run/gate; mkfifo /run/gate; mkdir -p -m 700 ${STATE}
    exec flock --no-fork ${STATE}/journal.lock sh -c 'echo held; read -r _ </run/gate; rm /run/gate'`;
  const holder = lab.start('sh', ['-c', script]);
  // A test that fails leaves it to no other.
  onTestFinished(() => holder.stop());
  await eventually(() => {
    if (!holder.output().includes('held')) throw new Error('the lock is not held yet');
  });
  return {
    release: async () => {
      await lab.shell('echo >/run/gate');
      await eventually(() => {
        if (existsSync(outside(lab, '/run/gate'))) throw new Error('the lock is still held');
      });
    },
  };
}

/** A program that runs beside the test. */
export interface Running {
  /** What it has written to standard error so far. */
  stderr(): string;
  /** How it ended. */
  readonly ended: Promise<RunResult>;
}

let runs = 0;

/** Starts a program without waiting for it; its standard error can be read meanwhile. */
export function runBeside(
  lab: Lab,
  line: string,
  env: Readonly<Record<string, string>> = {},
): Running {
  runs += 1;
  const file = `/run/stderr-${runs}`;
  const ended = lab
    .shell(`${line} 2>${file}`, { env })
    .then((result) => ({ ...result, stderr: fileIn(lab, file) ?? '' }));
  return { stderr: () => fileIn(lab, file) ?? '', ended };
}
