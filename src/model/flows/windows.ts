/** Adds up the records of a flow within a window. Pure: it does no I/O. */
import type { FlowGap, FlowLine, FlowRecord } from './record.js';

/** What is not written yet, of all VPCs. */
export class Windows {
  readonly #flows = new Map<string, Map<string, FlowRecord>>();
  readonly #began = new Map<string, number>();

  /** @param pending what an earlier run had not written yet */
  constructor(pending: readonly FlowRecord[] = []) {
    for (const record of pending) this.add(record);
  }

  /** All records that are not written yet. */
  get pending(): FlowRecord[] {
    return [...this.#flows.values()].flatMap((flows) => [...flows.values()]);
  }

  /** How many records of a VPC are not written yet. */
  sizeOf(vpc: string): number {
    return this.#flows.get(vpc)?.size ?? 0;
  }

  add(record: FlowRecord): void {
    const flows = this.#flows.get(record.vpc) ?? new Map<string, FlowRecord>();
    this.#flows.set(record.vpc, flows);
    const key = flowKey(record);
    const before = flows.get(key);
    flows.set(key, before === undefined ? record : together(before, record));
  }

  /** When the window of a VPC began, which begins now where it has none. */
  beganAt(vpc: string, now: number): number {
    const began = this.#began.get(vpc) ?? now;
    this.#began.set(vpc, began);
    return began;
  }

  /** Ends the window of a VPC: its records, or a line that says that there is none. */
  take(vpc: string, now: number): FlowLine[] {
    const start = this.beganAt(vpc, now);
    this.#began.set(vpc, now);
    const records = [...(this.#flows.get(vpc)?.values() ?? [])];
    this.#flows.delete(vpc);
    if (records.length > 0) return records;
    const nothing: FlowGap = { status: 'NODATA', vpc, start, end: now, lost: 0 };
    return [nothing];
  }

  /** Forgets the VPCs that have no flow log any more. */
  keepOnly(isKept: (vpc: string) => boolean): void {
    for (const vpc of [...this.#flows.keys(), ...this.#began.keys()]) {
      if (isKept(vpc)) continue;
      this.#flows.delete(vpc);
      this.#began.delete(vpc);
    }
  }
}

/** Tells flows apart: the ends, the protocol and the action. */
function flowKey(record: FlowRecord): string {
  const { source, sourcePort, destination, port, protocol, action } = record;
  const ends = `${source} ${sourcePort} ${destination} ${port}`;
  return `${record.interface ?? '-'} ${ends} ${protocol} ${action}`;
}

function together(one: FlowRecord, other: FlowRecord): FlowRecord {
  return {
    ...other,
    packets: one.packets + other.packets,
    bytes: one.bytes + other.bytes,
    start: Math.min(one.start, other.start),
    end: Math.max(one.end, other.end),
  };
}
