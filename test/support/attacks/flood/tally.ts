import type { Counts, Flood } from './flood.js';

interface Row {
  changes: number;
  sent: number;
  passed: number;
}

/** How many frames were sent and passed, for each boundary and for each kind of change. */
export class Tally {
  readonly #boundaries = new Map<string, Row>();
  readonly #kinds = new Map<string, Row>();
  readonly #floods: readonly Flood[];

  constructor(floods: readonly Flood[]) {
    this.#floods = floods;
  }

  /** Adds the frames between two counts, and how many changes of a kind were made meanwhile. */
  add(kind: string, changes: number, before: Counts, after: Counts): void {
    const ofKind = row(this.#kinds, kind);
    ofKind.changes += changes;
    this.#floods.forEach(({ boundary, arrives }, slot) => {
      if (arrives !== null) return;
      const sent = (after.sent[slot] ?? 0) - (before.sent[slot] ?? 0);
      const passed = (after.passed[slot] ?? 0) - (before.passed[slot] ?? 0);
      for (const each of [ofKind, row(this.#boundaries, boundary)]) {
        each.sent += sent;
        each.passed += passed;
      }
    });
  }

  /** How many changes of a kind were made. */
  changes(kind: string): number {
    return row(this.#kinds, kind).changes;
  }

  summary(): string {
    const total = [...this.#kinds.values()].reduce((sum, { changes }) => sum + changes, 0);
    const line = (name: string, { changes, sent, passed }: Row) =>
      `${name.padEnd(42)} ${changes === 0 ? '   ' : String(changes).padStart(3)}  sent ${String(sent).padStart(9)}  passed ${passed}`;
    return [
      ...[...this.#boundaries].map(([name, each]) => line(name, each)),
      ...[...this.#kinds].map(([name, each]) => line(name, each)),
      `${total} changes`,
    ].join('\n');
  }
}

function row(rows: Map<string, Row>, name: string): Row {
  const found = rows.get(name) ?? { changes: 0, sent: 0, passed: 0 };
  rows.set(name, found);
  return found;
}
