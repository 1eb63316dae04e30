/**
 * Which packets of which connections are on record already. The kernel's counters begin with the
 * connection, so what is new is what they have more than the ledger. Pure: it does no I/O.
 */
import type { Carried, Counted, CountedConnection } from './connection.js';

/** What is on record of a connection: packets and bytes of the opener, then of the answers. */
export type Totals = [number, number, number, number];

/** What is on record of the connections that go on, by their keys. */
export type OpenTotals = Record<string, Totals>;

const NOTHING: Totals = [0, 0, 0, 0];

export class Ledger {
  readonly #open: Map<string, Totals>;
  /** Those of an earlier run that no dump has shown yet. */
  readonly #unseen: Set<string>;
  readonly #carried: Carried[] = [];
  #since: number;

  /**
   * @param open what is on record already, by an earlier run
   * @param since the end of the last window, in milliseconds since 1970
   */
  constructor(open: OpenTotals, since: number) {
    this.#open = new Map(Object.entries(open));
    this.#unseen = new Set(this.#open.keys());
    this.#since = since;
  }

  /** How many entries {@link take} would return. */
  get size(): number {
    return this.#carried.length;
  }

  /** What is on record of the connections that go on. */
  get open(): OpenTotals {
    return Object.fromEntries(this.#open);
  }

  /** Notes a connection that has ended, with its final counters. */
  ended(connection: CountedConnection, now: number): void {
    const key = keyOf(connection);
    this.#note(key, connection, now);
    this.#open.delete(key);
    this.#unseen.delete(key);
  }

  /**
   * Notes all connections that there are.
   * @returns how many of an earlier run ended while nothing listened: their last packets are lost
   */
  seen(connections: readonly CountedConnection[], now: number): number {
    const present = new Set<string>();
    for (const connection of connections) {
      const key = keyOf(connection);
      present.add(key);
      // The message of its end has the final counters. It may have come before this dump.
      if (!connection.isEnding) this.#note(key, connection, now);
    }
    let lost = 0;
    for (const key of this.#unseen) {
      if (present.has(key)) continue;
      this.#open.delete(key);
      lost += 1;
    }
    this.#unseen.clear();
    // Of others that are absent, the message of their end has come, is on its way, or was counted
    // as lost. They are forgotten with the second dump that does not show them.
    for (const key of this.#absent) if (!present.has(key)) this.#open.delete(key);
    this.#absent = new Set([...this.#open.keys()].filter((key) => !present.has(key)));
    return lost;
  }

  #absent = new Set<string>();

  /** What was carried since the last call. */
  take(now: number): Carried[] {
    this.#since = now;
    return this.#carried.splice(0);
  }

  #note(key: string, connection: CountedConnection, now: number): void {
    const { counted, original, reply, mark, startedAt, endedAt } = connection;
    if (counted === null) return;
    const before = this.#open.get(key) ?? NOTHING;
    const fresh = {
      original: less(counted.original, before[0], before[1]),
      reply: less(counted.reply, before[2], before[3]),
    };
    this.#open.set(key, totals(counted));
    if (fresh.original.packets <= 0 && fresh.reply.packets <= 0) return;
    const start = Math.max(startedAt ?? this.#since, before === NOTHING ? 0 : this.#since);
    const end = Math.max(start, endedAt ?? now);
    const began = startedAt ?? start;
    this.#carried.push({ original, reply, mark, counted: fresh, start, end, startedAt: began });
  }
}

/** Tells a connection from all others, and from an earlier one with the same ends. */
export function keyOf({ id, original }: Pick<CountedConnection, 'id' | 'original'>): string {
  const { zone, protocol, source, sourcePort, destination, port, icmp } = original;
  const ends = `${source} ${sourcePort ?? icmp?.id ?? ''} ${destination} ${port ?? icmp?.type ?? ''}`;
  return `${id} ${zone ?? 0} ${protocol} ${ends}`;
}

function totals({ original, reply }: NonNullable<CountedConnection['counted']>): Totals {
  return [original.packets, original.bytes, reply.packets, reply.bytes];
}

function less({ packets, bytes }: Counted, lessPackets: number, lessBytes: number): Counted {
  return { packets: packets - lessPackets, bytes: bytes - lessBytes };
}
