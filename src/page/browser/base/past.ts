import type { TrackAnswer, TrackChange } from '../../shared/answers.js';

/** What a change did to a place. */
export type Mark = 'added' | 'removed' | 'changed';

/** The slices whose members are places. */
const PLACES: readonly string[] = ['vpc', 'subnet', 'instance'];

interface Step extends TrackChange {
  /** What the member was before; null where it did not exist. */
  readonly before: TrackChange | null;
}

interface Point {
  readonly seq: number;
  readonly steps: readonly Step[];
}

const idOf = ({ slice, key }: TrackChange) => `${slice} ${key}`;

/**
 * The network at any time, from what each change did. A move to another time applies what lies
 * between, forwards or backwards, which is little where it is dragged. Without the DOM.
 */
export class Past {
  readonly #points: readonly Point[];
  readonly #now: ReadonlyMap<string, TrackChange>;
  readonly #members = new Map<string, TrackChange>();
  /** The number of points that are counted in. */
  #at = 0;

  constructor({ points }: TrackAnswer) {
    const members = new Map<string, TrackChange>();
    this.#points = points.map(({ seq, changes }) => ({
      seq,
      steps: changes.map((change) => {
        const before = members.get(idOf(change)) ?? null;
        if (change.text === null) members.delete(idOf(change));
        else members.set(idOf(change), change);
        return { ...change, before };
      }),
    }));
    this.#now = members;
  }

  /** Every place that ever existed, in the order of its first appearance. */
  places(): string[] {
    const steps = this.#points.flatMap((point) => point.steps);
    return [...new Set(steps.filter(isPlace).map(({ key }) => key))];
  }

  /**
   * Moves to the state after all changes up to `seq`; null: after all.
   * @returns the places that may differ from those before
   */
  moveTo(seq: number | null): Set<string> {
    const target = this.#countUpTo(seq);
    const touched = new Set<string>();
    const touch = ({ places, key, slice }: Step) => {
      for (const place of PLACES.includes(slice) ? [key] : places) touched.add(place);
    };
    while (this.#at < target) {
      for (const step of this.#points[this.#at]?.steps ?? []) {
        touch(step);
        this.#put(step, step.text === null ? null : step);
      }
      this.#at += 1;
    }
    while (this.#at > target) {
      this.#at -= 1;
      for (const step of this.#points[this.#at]?.steps ?? []) {
        touch(step);
        this.#put(step, step.before);
      }
    }
    return touched;
  }

  /** What a place is now, in brief: its CIDR, its address; null where it does not exist. */
  textOf(place: string): string | null {
    for (const slice of PLACES) {
      const member = this.#members.get(`${slice} ${place}`);
      if (member !== undefined) return member.text;
    }
    return null;
  }

  /** How many there are now of a kind: `vpc`, `subnet`, `instance`. */
  count(slice: string): number {
    let number = 0;
    for (const member of this.#members.values()) if (member.slice === slice) number += 1;
    return number;
  }

  /** What the change did that was made by exactly `seq`. */
  marksOf(seq: number): Map<string, Mark> {
    const marks = new Map<string, Mark>();
    const point = this.#points.find((each) => each.seq === seq);
    for (const { before, ...step } of point?.steps ?? []) {
      mark(marks, step, before === null ? null : before.text, step.text);
    }
    return marks;
  }

  /** What all changes after this time did together. */
  marksAgainstNow(): Map<string, Mark> {
    const marks = new Map<string, Mark>();
    for (const [id, member] of this.#members) {
      const now = this.#now.get(id);
      if (now?.digest !== member.digest) mark(marks, member, member.text, now?.text ?? null);
    }
    for (const [id, member] of this.#now) {
      if (!this.#members.has(id)) mark(marks, member, null, member.text);
    }
    return marks;
  }

  #put(step: TrackChange, member: TrackChange | null): void {
    if (member === null) this.#members.delete(idOf(step));
    else this.#members.set(idOf(step), member);
  }

  #countUpTo(seq: number | null): number {
    if (seq === null) return this.#points.length;
    let [low, high] = [0, this.#points.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#points[middle]?.seq ?? 0) <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isPlace({ slice }: TrackChange): boolean {
  return PLACES.includes(slice);
}

/** What is part of a place changes it; that a place came or went is the stronger mark. */
function mark(
  marks: Map<string, Mark>,
  { slice, key, places }: TrackChange,
  before: string | null,
  after: string | null,
): void {
  if (PLACES.includes(slice)) {
    marks.set(key, before === null ? 'added' : after === null ? 'removed' : 'changed');
    return;
  }
  for (const place of places) if (!marks.has(place)) marks.set(place, 'changed');
}
