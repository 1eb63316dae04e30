/** The most programs that run at once: a repair may touch hundreds of namespaces. */
const AT_ONCE = 16;

/**
 * The results of the work, in the order of the values. Values that a failure left undone have none.
 */
export interface Outcome<R> {
  readonly results: readonly R[];
  readonly failures: readonly unknown[];
}

/**
 * Runs `work` on all values, some at a time. After a failure it starts no more, and awaits the
 * rest.
 */
export async function inParallel<T, R>(
  values: readonly T[],
  work: (value: T) => Promise<R>,
): Promise<Outcome<R>> {
  const results: R[] = [];
  const failures: unknown[] = [];
  const waiting = values.entries();
  const worker = async () => {
    for (const [index, value] of waiting) {
      if (failures.length > 0) return;
      try {
        results[index] = await work(value);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, values.length) }, worker));
  return { results, failures };
}
