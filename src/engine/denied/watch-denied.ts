import { type DeniedReader, isVpcctlError, requireVpc, type State } from '@vpcctl/sdk';
import {
  addDeniedReader,
  type DeniedLogReading,
  GROUP_BUSY,
  removeDeniedReader,
  statePaths,
} from '../../host/index.js';
import {
  type DeniedPacket,
  type Known,
  type LogEntry,
  readDenied,
} from '../../model/denied/index.js';
import { requireWorkload } from '../../model/workloads/index.js';
import type { EngineContext } from '../context/context.js';
import { readState } from '../model/read-state.js';
import { buildReachModel } from '../reach/model.js';
import { followPlace } from '../run/follow-place.js';

/** The log groups of commands that watch. */
const FIRST = 7001;
const LAST = 7064;

/** Names are those of the state at most so long ago, in milliseconds. */
const FRESH_MS = 1000;

/** What is told of denied packets. */
export interface DeniedObserver {
  /** The log is loaded: packets are seen from now on. */
  started(): void;
  /** @param entry what the filter has logged of it */
  packet(packet: DeniedPacket, entry: LogEntry): void;
  /** So many packets were not read fast enough. */
  lost(count: number): void;
}

/**
 * Tells of each packet that is denied, as long as the context's signal is not aborted. It loads the
 * log for that time, and takes it away at the end. Nothing is recorded in the journal, and other
 * commands work meanwhile.
 * @param place the VPC whose packets are watched, or a subnet: then all of its VPC; null: all
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`; as `readDeniedLog` and `followPlace`
 */
export async function watchDenied(
  context: EngineContext,
  place: string | null,
  observer: DeniedObserver,
): Promise<void> {
  const { signal } = context;
  const vpc = requirePlace(await readState(context), place);
  const names = knownNames(context);
  const { directory } = statePaths();
  let last: Promise<void> = Promise.resolve();
  const { group, reading } = open(context, {
    entry: (entry) => {
      last = last.then(async () => {
        const packet = readDenied(await names(), entry);
        if (packet !== null && isFirstSight(packet, vpc)) observer.packet(packet, entry);
      });
    },
    lost: (count) => observer.lost(count),
  });
  try {
    addDeniedReader(directory, { group, vpc });
    await followPlace(context);
    observer.started();
    await aborted(signal);
    await last;
  } finally {
    removeDeniedReader(directory);
    await reading.close();
    // The signal has ended the watching, not the clearing up.
    await followPlace({ ...context, signal: undefined });
  }
}

/** The VPC of a place that exists. */
function requirePlace(state: State, place: string | null): string | null {
  if (place === null) return null;
  const [vpc = '', ...rest] = place.split('/');
  requireVpc(state, vpc);
  if (rest.length > 0) requireWorkload(state, vpc, rest.join('/'));
  return vpc;
}

type Entry = Parameters<EngineContext['readDeniedLog']>[1];

/** Takes the first group that no other process reads. */
function open(
  context: EngineContext,
  reader: Entry,
): Pick<DeniedReader, 'group'> & { readonly reading: DeniedLogReading } {
  for (let group = FIRST; ; group++) {
    try {
      return { group, reading: context.readDeniedLog(group, reader) };
    } catch (error) {
      if (!isVpcctlError(error) || error.code !== GROUP_BUSY || group === LAST) throw error;
    }
  }
}

/**
 * A packet from one VPC to another one is in the logs of both. Who reads all logs is told of it once.
 */
function isFirstSight({ side, otherVpc }: DeniedPacket, vpc: string | null): boolean {
  return vpc !== null || side === 'from' || otherVpc === null;
}

/** Reads who has which address, at most once a second. */
function knownNames(context: EngineContext): () => Promise<Known> {
  let known: Known | null = null;
  let at = 0;
  return async () => {
    if (known !== null && performance.now() - at < FRESH_MS) return known;
    at = performance.now();
    const state = await readState(context);
    known = buildReachModel(context.registry, state, null);
    return known;
  };
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
