import { setTimeout as delay } from 'node:timers/promises';
import { differences } from './expectation.js';
import type { Action, Step } from './parse.js';

/** How long a command may take, in milliseconds; one that takes longer is ended, and has failed. */
export const TIMEOUT = 20_000;

/** Between two tries of a command that may take some time to come true. */
const PAUSE = 100;

/** What came of a command, and where it left its user. */
export interface Ended {
  readonly exitCode: number;
  readonly timedOut: boolean;
  readonly output: string;
  readonly directory: string;
}

/** Runs a command in a directory; ends it after so many milliseconds. */
export type Run = (text: string, directory: string, timeout: number) => Promise<Ended>;

/** A command that was played. */
export interface Played extends Ended {
  readonly action: Action;
  /** What is not as the tutorial says; empty where all is. */
  readonly differences: readonly string[];
  readonly seconds: number;
}

/** Who is told, as it goes. */
export interface Listener {
  step(step: Step): void;
  action(action: Action): void;
  played(played: Played): void;
}

/**
 * Plays a tutorial as a user does who goes on whatever happens: each command in the directory that the last one
 * led to, what runs in the background left running.
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
    listener.step(step);
    for (const action of step.actions) {
      listener.action(action);
      const played = await playAction(action, run, directory);
      directory = played.directory;
      listener.played(played);
      all.push(played);
    }
  }
  return all;
}

async function playAction(action: Action, run: Run, directory: string): Promise<Played> {
  const begin = performance.now();
  const end = begin + action.expected.within * 1000;
  for (;;) {
    const ended = await run(action.text, directory, TIMEOUT);
    const found = differences(action.expected, ended);
    const now = performance.now();
    if (found.length === 0 || now >= end) {
      return { ...ended, action, differences: found, seconds: (now - begin) / 1000 };
    }
    await delay(PAUSE);
  }
}
