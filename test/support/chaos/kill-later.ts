import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import { childrenOf, environmentOf, processEntry } from '@vpcctl/sdk/lab';
import { outside, STATE } from '../cli/lab-files.js';
import type { Lab } from '../lab/harness.js';
import { COPY } from './killed-commands.js';

/** How a command ended that was to be killed. */
export interface Ending {
  /** Null where it was killed; else it ended by itself before that. */
  readonly exitCode: number | null;
  /** Whether it was at work: it had written to the state directory, or said what it does. */
  readonly isAtWork: boolean;
}

/** How long a command takes until it is at work, and from then on, in milliseconds. */
interface Lengths {
  readonly start: number;
  readonly work: number;
  /** Whether it ended without a trace. */
  readonly isSilent: boolean;
}

/** What is known of commands, in all labs: they run on one machine. */
const lengths = new Map<string, Lengths>();

/** What nothing is known of yet. */
const UNKNOWN: Lengths = { start: 300, work: 200, isSilent: false };

/** How many kills come at any time from the start on. The others come when the command is at work. */
const FROM_THE_START = 0.2;

/** Where a command leaves its first traces. */
const TRACES = [STATE, `${STATE}/plugins`, COPY, dirname(COPY)];

/** Files that are no trace: each command opens them at its start. */
const NO_TRACE = ['journal.lock', 'vpcctl.log'];

/**
 * Runs commands in a lab and kills each at a random time. The time counts from the first trace, so that most kills
 * come between the intent and its outcome however busy the machine is.
 * @param random numbers from 0 up to 1
 */
export function latecomerIn(lab: Lab, random: () => number) {
  return async (
    name: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<Ending> => {
    const known = lengths.get(name);
    const { start, work, isSilent } = known ?? UNKNOWN;
    const share = random();
    const isFromStart = isSilent || (random() < FROM_THE_START && known !== undefined);
    const began = performance.now();
    let trace: number | null = null;
    // The programs that it has started live on, as they do when vpcctl alone is killed.
    const child = spawn('nsenter', [...processEntry(lab.pid), 'vpcctl', ...args], {
      env: { ...environmentOf(lab.pid), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'exit');
    let timer: NodeJS.Timeout | undefined;
    const killAfter = (milliseconds: number) => {
      timer = setTimeout(() => {
        const [vpcctl] = childrenOf(child.pid ?? 0);
        if (vpcctl === undefined) killAfter(1);
        else end(vpcctl);
      }, milliseconds);
    };
    const sawTrace = () => {
      if (trace !== null) return;
      trace = performance.now();
      if (!isFromStart) killAfter(share * work);
    };
    if (isFromStart) killAfter(share * (start + work));
    for (const output of [child.stdout, child.stderr])
      output.setEncoding('utf8').on('data', (text: string) => {
        if (!text.startsWith('waiting for another')) sawTrace();
      });
    const watchers = TRACES.flatMap((directory) => watchFor(outside(lab, directory), sawTrace));
    const [exitCode, signal] = await ended;
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();

    const isKilled = signal === 'SIGKILL';
    const took = performance.now() - (trace ?? began);
    lengths.set(name, {
      start: trace === null ? (isKilled ? start : took) : (start + trace - began) / 2,
      // One that ended by itself shows how long it is; one that was killed late may be longer.
      isSilent: trace === null && !isKilled,
      work: trace === null ? work : isKilled ? Math.max(work, 1.2 * took) : (work + took) / 2,
    });
    return { exitCode: isKilled ? null : exitCode, isAtWork: trace !== null };
  };
}

/** Calls `seen` when a file of a directory changes. A directory that is missing shows nothing. */
function watchFor(directory: string, seen: () => void): FSWatcher[] {
  try {
    const watcher = watch(directory, (_, name) => {
      if (!NO_TRACE.includes(name ?? '')) seen();
    });
    return [watcher.on('error', () => {})];
  } catch {
    return [];
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
