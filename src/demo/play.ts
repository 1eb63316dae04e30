import { setTimeout as delay } from 'node:timers/promises';
import { differences } from './expectation.js';
import type { Action, Step } from './parse.js';

/** How long a command may take, in milliseconds; a longer one is ended, and counts as failed. */
export const TIMEOUT = 20_000;

/** The pause between two runs of a command with `within`, in milliseconds. */
const PAUSE = 100;

/** The result of a command, with the working directory at its end. */
export interface RunResult {
  readonly exitCode: number;
  readonly timedOut: boolean;
  readonly output: string;
  readonly directory: string;
}

/** Runs a command in a directory; ends it after so many milliseconds. */
export type Run = (text: string, directory: string, timeout: number) => Promise<RunResult>;

/** A command that was played. */
export interface Played extends RunResult {
  readonly action: Action;
  /** The differences from what the tutorial says; empty where there is none. */
  readonly differences: readonly string[];
  readonly seconds: number;
}

/** Receives the progress. */
export interface Listener {
  /** Waits before a step until the reader wants it; false ends the play. */
  wait?(step: Step): Promise<boolean>;
  step(step: Step): void;
  action(action: Action): void;
  played(played: Played): void;
  stepped?(step: Step): void;
}

/**
 * Plays a tutorial as a user does, and goes on after a failure. Each command starts in the
 * directory where the last one ended. Programs in the background go on running.
 */
export async function play(
  steps: readonly Step[],
  run: Run,
  start: string,
  listener: Listener,
): Promise<Played[]> {
  const all: Played[] = [];
  let directory = start;
  for (const step of steps) {
    if ((await listener.wait?.(step)) === false) break;
    listener.step(step);
    for (const action of step.actions) {
      listener.action(action);
      const played = await playAction(action, run, directory);
      directory = played.directory;
      listener.played(played);
      all.push(played);
    }
    listener.stepped?.(step);
  }
  return all;
}

async function playAction(action: Action, run: Run, directory: string): Promise<Played> {
  const begin = performance.now();
  const end = begin + action.expected.within * 1000;
  for (;;) {
    const result = await run(action.text, directory, TIMEOUT);
    const found = differences(action.expected, result);
    const now = performance.now();
    if (found.length === 0 || now >= end) {
      return { ...result, action, differences: found, seconds: (now - begin) / 1000 };
    }
    await delay(PAUSE);
  }
}
