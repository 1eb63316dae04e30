/** `record[key]`, only where the record itself has it: `constructor` is a fine name for a VPC. */
export function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
