/**
 * Puts what comes from several taps in the order of its time. A packet is held for a while, since an
 * earlier one may still be on its way from another tap. Pure: `due` and `now` are milliseconds of
 * any clock that only goes on.
 */
export class Merger<T extends { readonly time: bigint }> {
  #held: { readonly item: T; readonly due: number }[] = [];

  /** How many are held. */
  get size(): number {
    return this.#held.length;
  }

  /** @param due until when it is held at most */
  add(item: T, due: number): void {
    this.#held.push({ item, due });
  }

  /** What has been held for long enough, and all that is earlier; in order. */
  due(now: number): T[] {
    let last: bigint | null = null;
    for (const { item, due } of this.#held) {
      if (due <= now && (last === null || item.time > last)) last = item.time;
    }
    if (last === null) return [];
    const until = last;
    const passed = this.#held.filter(({ item }) => item.time <= until);
    this.#held = this.#held.filter(({ item }) => item.time > until);
    return inOrder(passed.map(({ item }) => item));
  }

  /** All that is left, in order. */
  rest(): T[] {
    const rest = inOrder(this.#held.map(({ item }) => item));
    this.#held = [];
    return rest;
  }
}

function inOrder<T extends { readonly time: bigint }>(items: T[]): T[] {
  return items.sort((one, other) => Number(one.time - other.time));
}
