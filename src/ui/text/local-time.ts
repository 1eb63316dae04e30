/** `2026-11-23 14:05:09` in the reader's time zone, of a time in ISO 8601. */
export function localTime(iso: string): string {
  const date = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** What is said of a change that awaits confirmation. */
export function awaiting(deadline: string): string {
  return `Rolled back at ${localTime(deadline)} unless you confirm it: vpcctl confirm`;
}
