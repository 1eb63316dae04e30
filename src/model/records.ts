import { groupBy } from '@vpcctl/sdk';

/** `record[key]`, only where the record itself has it: `constructor` is a valid name of a VPC. */
export function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A copy of `record` without the entries whose value `drop` is true for. */
export function omitWhere<T>(
  record: Readonly<Record<string, T>>,
  drop: (value: T) => boolean,
): { [key: string]: T } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !drop(value)));
}

/** A copy of `record` without the keys that `drop` is true for. */
export function omitKeys<T>(
  record: Readonly<Record<string, T>>,
  drop: (key: string) => boolean,
): { [key: string]: T } {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !drop(key)));
}

/**
 * The values of `record`, grouped by a key, in the record's order. Slices of the state never change,
 * so the groups of a record are made once: lowering asks for them at each subnet.
 */
export function groupedBy<T>(
  keyOf: (value: T) => string,
): (record: Readonly<Record<string, T>>, key: string) => readonly T[] {
  const groups = once((record: Readonly<Record<string, T>>) =>
    groupBy(Object.values(record), (value) => [keyOf(value)]),
  );
  return (record, key) => groups(record).get(key) ?? [];
}

/** `make`, called once for each object; what it made is kept as long as the object. */
export function once<K extends object, V>(make: (of: K) => V): (of: K) => V {
  const made = new WeakMap<K, { readonly value: V }>();
  return (of) => {
    const known = made.get(of);
    if (known !== undefined) return known.value;
    const value = make(of);
    made.set(of, { value });
    return value;
  };
}

/** `make`, called when its value is first asked for, and never again. */
export function lazily<V>(make: () => V): () => V {
  let made: { readonly value: V } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
