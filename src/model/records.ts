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
