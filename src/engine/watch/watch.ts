import { setTimeout as delay } from 'node:timers/promises';
import { type Change, isVpcctlError, type ProcessIdentity } from '@vpcctl/sdk';
import type { EngineContext, Observer } from '../context/context.js';
import { readState } from '../model/read-state.js';
import { summarizeChange } from '../model/render.js';
import { replayAsPossible } from '../run/replay.js';
import { dueAt, noteChange, noteLook, type Pace, type Result, START } from './pace.js';
import { watchProcesses } from './processes.js';

/** What a look at the host found and did. */
export interface Look {
  /** The changes that fixed drift, in order. */
  readonly changes: readonly Change[];
  /** What could not be fixed, and why: a line for each cause. */
  readonly failures: readonly string[];
}

export interface WatchOptions {
  /** The longest time from one look to the next, in milliseconds. */
  readonly every: number;
  /** Receives each look with changes, and each whose failures are others than those before. */
  readonly report: (look: Look) => void;
}

/** Where the kernel cannot be heard, the host is looked at so often. */
const UNHEARD_EVERY_MS = 2000;

/** Errors that end with a new start, of another vpcctl or with other plugins. */
const FATAL = ['ENTRY_UNREADABLE'];

/**
 * Makes the host match the journal as soon as the kernel tells of a change, or a process has ended
 * that a feature needs, and every so often,
 * until the context's signal is aborted. The journal's lock is held only during a repair.
 * @throws VpcctlError where the first look fails as a whole, for example `HOST_OTHER_NAMESPACE`
 */
export async function watch(context: EngineContext, options: WatchOptions): Promise<void> {
  const { signal, log } = context;
  let pace = START;
  let sleep = new AbortController();
  const end = () => sleep.abort();
  signal?.addEventListener('abort', end);
  const changed = () => {
    pace = noteChange(pace, performance.now());
    sleep.abort();
  };
  const kernel = await context.watchKernel(changed);
  const processes = watchProcesses(context.isAlive, changed);
  const every = kernel.reason === null ? options.every : Math.min(options.every, UNHEARD_EVERY_MS);
  if (kernel.reason !== null) {
    context.observer.notice?.(
      `the kernel's messages cannot be read (${kernel.reason}): looking every ${every / 1000} s`,
    );
  }
  const observer = withoutRepetition(context.observer);
  try {
    while (!signal?.aborted) {
      const wait = dueAt(pace, every) - performance.now();
      if (wait > 0) {
        sleep = new AbortController();
        await pause(wait, sleep.signal);
        continue;
      }
      const began = performance.now();
      const found = await look({ ...context, observer: observer.next() }, pace.looked === null);
      if (signal?.aborted) return;
      const result = resultOf(found);
      if (found.changes.length > 0 || isNews(result, pace)) {
        log.info(logged(found), result.isFailure ? 'not all drift was fixed' : 'fixed drift');
        options.report(found);
      } else log.debug(logged(found), 'looked at the host');
      pace = noteLook(pace, began, performance.now(), result);
      processes.follow(await processesOf(context));
    }
  } finally {
    signal?.removeEventListener('abort', end);
    processes.close();
    await kernel.close();
  }
}

/** The processes that resources were made for; none while the journal cannot be read. */
async function processesOf(context: EngineContext): Promise<ProcessIdentity[]> {
  try {
    const state = await readState(context);
    return context.registry.features.flatMap((each) => [...(each.processesIn?.(state) ?? [])]);
  } catch (error) {
    if (isVpcctlError(error)) return [];
    throw error;
  }
}

/** Makes the host match the journal once. An error of the first look ends the watcher. */
async function look(context: EngineContext, isFirst: boolean): Promise<Look> {
  try {
    return await replayAsPossible(context);
  } catch (error) {
    if (context.signal?.aborted) return { changes: [], failures: [] };
    if (isFirst || !isVpcctlError(error) || FATAL.includes(error.code)) throw error;
    return { changes: [], failures: [error.message] };
  }
}

function resultOf({ changes, failures }: Look): Result {
  if (failures.length > 0) return { text: JSON.stringify(failures), isFailure: true };
  if (changes.length === 0) return { text: null, isFailure: false };
  return { text: JSON.stringify(changes.map(summarizeChange)), isFailure: false };
}

/** A failure that goes on is told once; its end is told, too. */
function isNews(result: Result, { result: before }: Pace): boolean {
  return result.text !== before.text && (result.isFailure || before.isFailure);
}

function logged({ changes, failures }: Look): object {
  return { changes: changes.map(summarizeChange), failures };
}

/** Waits; ends early where the signal is aborted. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => {});
}

/**
 * Observers of one look after the other. A notice that the look before had, too, is left out.
 */
function withoutRepetition({ notice, ...rest }: Observer): { next(): Observer } {
  let before = new Set<string>();
  return {
    next() {
      const told = before;
      before = new Set();
      const now = before;
      return {
        ...rest,
        notice: (message) => {
          now.add(message);
          if (!told.has(message)) notice?.(message);
        },
      };
    },
  };
}
