/** Programs that run at once at most: a repair may touch hundreds of namespaces. */
const AT_ONCE = 16;

/** What came of the work on each value, in their order; after a failure, none of those not yet begun. */
export interface Outcome<R> {
  readonly results: readonly R[];
  readonly failures: readonly unknown[];
}

/** Runs `work` on all values, some at a time. After a failure none is begun, and all that were are awaited. */
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
