/** The service that writes flow logs: `vpcctl flow-logs run`. */
import { setTimeout as delay } from 'node:timers/promises';
import type { FlowListener, FlowLogStore, FlowSource } from '../host/flow-logs/index.js';
import {
  type CountedConnection,
  type FlowGap,
  type FlowLine,
  joinGaps,
} from '../model/flows/index.js';
import { type Format, formatLine, parsePending, plainLine } from './formats.js';
import { Networks } from './networks.js';
import { type Explain, Recorder, type WantedLog } from './recorder.js';
import type { Watched, WatchedState } from './watched.js';

/** The kernel's boot, and the network namespace: what is remembered holds for them alone. */
export interface Kernel {
  readonly boot: string;
  readonly network: number;
}

export interface ServiceOptions {
  /** The journal: which VPCs have logs, and who has which address. */
  readonly watched: Watched;
  readonly openSource: (listener: FlowListener) => FlowSource;
  readonly store: Pick<FlowLogStore, 'commit' | 'memory'>;
  readonly format: Format;
  readonly kernel: Kernel;
  readonly now: () => number;
  /** Ends the service, which then writes what it has. */
  readonly signal: AbortSignal;
  /** Receives a sentence for the service's own log. */
  readonly report: (sentence: string) => void;
}

/** How often it looks whether a window has ended or the journal has changed, in milliseconds. */
const LOOK_MS = 200;
/** How often it looks at the journal where no VPC has a flow log. */
const IDLE_MS = 1000;

/**
 * Writes flow logs until `signal` is aborted.
 * @throws VpcctlError `FLOW_LOGS_NEED_NETLINK`, `FLOW_LOGS_FAILED`; JournalError of the first look
 */
export async function runService(options: ServiceOptions): Promise<void> {
  const service = new FlowLogService(options);
  await service.look();
  while (!options.signal.aborted) {
    await delay(service.isIdle ? IDLE_MS : LOOK_MS, undefined, { signal: options.signal }).catch(
      () => {},
    );
    if (!options.signal.aborted) await service.look();
  }
  await service.end();
}

/** The service, a step at a time: it waits for nothing but the journal. */
export class FlowLogService {
  readonly #options: ServiceOptions;
  readonly #networks = new Networks();
  #running: { readonly source: FlowSource; readonly recorder: Recorder } | null = null;
  #logs: ReadonlyMap<string, WantedLog> = new Map();
  #known: WatchedState | null = null;
  #lost: number;
  /** What was lost, and is in no line yet: a commit failed. */
  #owed = 0;
  /** Gaps that are in no line yet, for the same reason. */
  #unsaid: readonly FlowGap[] = [];

  readonly #explain: Explain = (carried, network) =>
    this.#known?.explain(carried, network) ?? { entry: null, rule: null };

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#lost = options.store.memory?.lost ?? 0;
  }

  /** Whether no VPC has a flow log. */
  get isIdle(): boolean {
    return this.#running === null;
  }

  /** Follows the journal, and writes the windows that have ended. */
  async look(): Promise<void> {
    const now = this.#options.now();
    const change = await this.#options.watched.read(this.#options.report);
    if (change !== null) {
      this.#networks.add(change.network, now);
      this.#known = change;
      // What is remembered of logs that were disabled meanwhile would look like a gap later.
      const isStale = change.logs.size === 0 && (this.#options.store.memory?.at ?? 0) > 0;
      if (isStale && this.#running === null) this.#forget();
      await this.#follow(change.logs, now);
    }
    const recorder = this.#running?.recorder;
    if (recorder === undefined) return;
    const due = recorder.due(now);
    if (due.length > 0 || recorder.isFull) this.#write(due);
  }

  /** Writes what there is, and stops to listen. */
  async end(): Promise<void> {
    await this.#follow(new Map(), this.#options.now(), true);
  }

  /** @param isLast whether the logs go on with the next run, which has to know of this one */
  async #follow(logs: ReadonlyMap<string, WantedLog>, now: number, isLast = false): Promise<void> {
    const ending = [...this.#logs].filter(([vpc, log]) => !isSame(logs.get(vpc), log));
    if (this.#running !== null && ending.length > 0) this.#write(ending.map(([vpc]) => vpc));
    this.#logs = logs;
    if (logs.size > 0) this.#running ??= this.#start(now);
    this.#running?.recorder.follow(logs, now);
    if (logs.size > 0 || this.#running === null) return;
    await this.#running.source.close();
    if (!isLast) this.#forget();
    this.#running = null;
  }

  #start(now: number) {
    const { openSource, store, kernel, report } = this.#options;
    const memory = store.memory;
    const isSameKernel = memory?.boot === kernel.boot && memory.network === kernel.network;
    const open = isSameKernel ? memory.open : {};
    const isKnown = memory !== null && memory.at > 0;
    const before = isKnown ? { ...memory, open, pending: parsePending(memory.pending) } : null;
    const recorder = new Recorder(this.#networks, this.#explain, before, now);
    const source = openSource({
      ended: (connection: CountedConnection) => recorder.ended(connection, this.#options.now()),
      denied: (entry) => {
        const record = this.#known?.readDenied(entry, this.#options.now()) ?? null;
        if (record !== null) recorder.denied(record);
      },
    });
    recorder.follow(this.#logs, now);
    this.#running = { source, recorder };
    // No connection outlives its kernel.
    const gone = isKnown && !isSameKernel ? Object.keys(memory.open).length : 0;
    const unseen = recorder.seen(source.connections(), now) + gone;
    recorder.settle(now);
    this.#lost += unseen;
    if (before !== null) {
      report(`nothing was recorded from ${new Date(before.at).toISOString()} until now`);
    }
    // Also a first run that is killed before its first window ends has left something.
    this.#commit(before === null ? [] : recorder.resume(unseen, now));
    return this.#running;
  }

  /** Ends the windows of some VPCs. */
  #write(vpcs: readonly string[]): void {
    if (this.#running === null) return;
    const { source, recorder } = this.#running;
    source.drain();
    const now = this.#options.now();
    const unseen = recorder.seen(source.connections(), now);
    const fresh = source.takeLost() + unseen;
    this.#lost += fresh;
    const lost = fresh + this.#owed;
    this.#owed = 0;
    if (fresh > 0) this.#options.report(`${fresh} connections or packets were not recorded`);
    this.#commit(recorder.take(vpcs, lost, now));
  }

  /** Where nothing can be written, the records count as lost; other gaps are written later. */
  #commit(fresh: readonly FlowLine[]): void {
    const { store, format, report } = this.#options;
    const now = this.#options.now();
    const lines = [...this.#unsaid, ...fresh];
    try {
      store.commit(
        lines.map((line) => formatLine(line, format)),
        this.#memory(now),
        format,
        now,
      );
      this.#unsaid = [];
    } catch (error) {
      const records = lines.filter(({ status }) => status === 'OK').length;
      this.#lost += records;
      this.#owed += records;
      this.#unsaid = joinGaps(lines);
      report(error instanceof Error ? error.message : String(error));
    }
  }

  /** A log that begins anew knows nothing of connections that it did not follow. */
  #forget(): void {
    const { store, format, now } = this.#options;
    const memory = { ...this.#memory(now()), open: {}, pending: [], at: 0 };
    try {
      store.commit([], memory, format, now());
    } catch {
      // The next start then takes the time between for a gap.
    }
  }

  #memory(now: number) {
    const { kernel } = this.#options;
    const remembered = this.#running?.recorder.remember(now);
    const pending = (remembered?.pending ?? []).map(plainLine);
    return { ...kernel, at: now, open: remembered?.open ?? {}, pending, lost: this.#lost };
  }
}

function isSame(one: WantedLog | undefined, other: WantedLog): boolean {
  return one?.record === other.record && one.aggregateSeconds === other.aggregateSeconds;
}
