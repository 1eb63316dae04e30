/** A copy of `record` without the entries for which `drop` says so. */
export function omitWhere<T>(
  record: Readonly<Record<string, T>>,
  drop: (value: T) => boolean,
): { [key: string]: T } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !drop(value)));
}
