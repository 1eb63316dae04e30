/** Texts for people. Pure. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes in a second: `1.2 MB/s`. */
export function rate(bytes: number): string {
  return `${amount(bytes)}/s`;
}

/** `950 B`, `1.2 MB`. */
export function amount(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** `1 subnet`, `3 subnets`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`;
}

const two = (value: number) => String(value).padStart(2, '0');

/** An ISO 8601 time in the reader's zone: `2026-11-23 14:05:09`. */
export function when(iso: string): string {
  return `${day(iso)} ${timeOfDay(iso)}`;
}

/** `14:05:09`, in the reader's zone. */
export function timeOfDay(iso: string): string {
  const date = new Date(iso);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** `2026-11-23`, in the reader's zone. */
export function day(iso: string): string {
  const date = new Date(iso);
  return [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
}

/** `all`, `icmp`, `8080`, `8000-8010`. */
export function ports(range: { from: number; to: number } | null): string {
  if (range === null) return '';
  return range.from === range.to ? String(range.from) : `${range.from}–${range.to}`;
}

/** A service as commands take it: `icmp`, `8080/tcp`. */
export function service({ protocol, port }: { protocol: string; port: number | null }): string {
  return port === null ? protocol : `${port}/${protocol}`;
}
