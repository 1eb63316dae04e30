/** Makes lines of what a source tells. It waits for nothing, and reads no clock. */
import { DENIED_LOG_RATE } from '@vpcctl/sdk';
import {
  attribute,
  type Carried,
  type CountedConnection,
  type FlowGap,
  type FlowLine,
  type FlowNetwork,
  type FlowRecord,
  Ledger,
  type OpenTotals,
  type Reason,
  Windows,
} from '../model/flows/index.js';
import type { Networks } from './networks.js';

/** What is to be recorded of a VPC. */
export interface WantedLog {
  readonly record: 'accepted' | 'denied' | 'all';
  readonly aggregateSeconds: number;
}

/** What a run left for the next one. */
export interface Remembered {
  readonly open: OpenTotals;
  readonly pending: readonly FlowRecord[];
  /** When it was left. */
  readonly at: number;
}

/** Why something was allowed: an entry of the history, and words. */
export type Explain = (carried: Carried, network: FlowNetwork) => Reason;

/** So many records of a VPC are written before its window ends. */
const MOST_RECORDS = 20_000;

export class Recorder {
  readonly #networks: Networks;
  readonly #explain: Explain;
  readonly #ledger: Ledger;
  readonly #windows: Windows;
  #logs: ReadonlyMap<string, WantedLog> = new Map();
  #lostSince: number;
  readonly #rates = new Map<string, { second: number; count: number; isCut: boolean }>();

  constructor(networks: Networks, explain: Explain, before: Remembered | null, now: number) {
    this.#networks = networks;
    this.#explain = explain;
    this.#ledger = new Ledger(before?.open ?? {}, before?.at ?? now);
    this.#windows = new Windows(before?.pending ?? []);
    this.#lostSince = before?.at ?? now;
  }

  /** What the next run has to know. */
  remember(at: number): Remembered {
    return { open: this.#ledger.open, pending: this.#windows.pending, at };
  }

  /** The VPCs that have a log from now on. */
  follow(logs: ReadonlyMap<string, WantedLog>, now: number): void {
    this.#logs = logs;
    for (const vpc of logs.keys()) this.#windows.beganAt(vpc, now);
    this.#windows.keepOnly((vpc) => logs.has(vpc));
  }

  ended(connection: CountedConnection, now: number): void {
    this.#ledger.ended(connection, now);
  }

  /** Records a packet that was denied. */
  denied(record: FlowRecord): void {
    if (!this.#wants(record.vpc, 'denied')) return;
    this.#windows.add(record);
    this.#noteRate(record);
  }

  /** @returns how many connections ended unseen, before this run */
  seen(connections: readonly CountedConnection[], now: number): number {
    return this.#ledger.seen(connections, now);
  }

  /** Whether so much has come that it should be written now. */
  get isFull(): boolean {
    return (
      this.#ledger.size >= MOST_RECORDS ||
      [...this.#logs.keys()].some((vpc) => this.#windows.sizeOf(vpc) >= MOST_RECORDS)
    );
  }

  /** The VPCs whose windows end by now. */
  due(now: number): string[] {
    return [...this.#logs]
      .filter(([vpc, { aggregateSeconds }]) => {
        const isFull = this.#windows.sizeOf(vpc) >= MOST_RECORDS;
        return isFull || now - this.#windows.beganAt(vpc, now) >= aggregateSeconds * 1000;
      })
      .map(([vpc]) => vpc);
  }

  /**
   * Ends the windows of some VPCs.
   * @param lost how much was lost since the last call
   */
  take(vpcs: readonly string[], lost: number, now: number): FlowLine[] {
    this.settle(now);
    const lines = vpcs.flatMap((vpc) => [...this.#windows.take(vpc, now), ...this.#cut(vpc, now)]);
    if (lost === 0) return lines;
    return [...lines, this.gap(lost, now)];
  }

  /**
   * Takes up what an earlier run left: a line for each VPC, since nobody knows what began and ended
   * meanwhile.
   * @param unseen how many connections are known to have ended meanwhile
   */
  resume(unseen: number, now: number): FlowGap[] {
    const start = this.#lostSince;
    const gaps = [...this.#logs.keys()].map((vpc): FlowGap => {
      return { status: 'SKIPDATA', vpc, start, end: now, lost: null };
    });
    const known = this.gap(unseen, now);
    return unseen === 0 ? gaps : [...gaps, known];
  }

  /** Makes records of what the ledger has: so {@link remember} has all that it has seen. */
  settle(now: number): void {
    this.#add(this.#ledger.take(now));
  }

  /** The line that says how much was lost since the last such line. */
  gap(lost: number, now: number): FlowGap {
    const gap: FlowGap = { status: 'SKIPDATA', vpc: null, start: this.#lostSince, end: now, lost };
    this.#lostSince = now;
    return gap;
  }

  #add(carried: readonly Carried[]): void {
    for (const each of carried) {
      const network = this.#networks.at(each.startedAt);
      for (const record of attribute(each, network, this.#explain(each, network))) {
        if (this.#wants(record.vpc, 'accepted')) this.#windows.add(record);
      }
    }
  }

  /** The kernel hands over so many denied packets of a VPC in a second, and leaves out the rest. */
  #noteRate({ vpc, end }: FlowRecord): void {
    const second = Math.floor(end / 1000);
    const before = this.#rates.get(vpc);
    const count = before?.second === second ? before.count + 1 : 1;
    // Its seconds are not those of the clock.
    const isCut = before?.isCut === true || count >= DENIED_LOG_RATE / 2;
    this.#rates.set(vpc, { second, count, isCut });
  }

  /** The line that says that denied packets of a VPC may be missing. */
  #cut(vpc: string, now: number): FlowGap[] {
    const rate = this.#rates.get(vpc);
    this.#rates.delete(vpc);
    if (rate?.isCut !== true) return [];
    return [{ status: 'SKIPDATA', vpc, start: rate.second * 1000, end: now, lost: null }];
  }

  #wants(vpc: string, what: 'accepted' | 'denied'): boolean {
    const record = this.#logs.get(vpc)?.record;
    return record === 'all' || record === what;
  }
}
