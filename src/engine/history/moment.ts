import { inputError, type VpcctlError } from '@vpcctl/sdk';

/** A point in the history: right after an entry, at a time (milliseconds since 1970), or now. */
export type PointInTime =
  | { readonly type: 'seq'; readonly seq: number }
  | { readonly type: 'time'; readonly time: number }
  | { readonly type: 'now' };

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const ISO = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * Reads a point in the history: `7` or `@7` (an entry; 0 is before the first), a time as {@link parseTime}, `now`.
 * @param now milliseconds since 1970
 * @throws VpcctlError `MOMENT_INVALID`
 */
export function parsePointInTime(text: string, now: number): PointInTime {
  if (text === 'now') return { type: 'now' };
  const seq = /^@?(\d{1,15})$/.exec(text)?.[1];
  if (seq !== undefined) return { type: 'seq', seq: Number(seq) };
  const time = timeOf(text, now);
  if (time === null) throw invalid(text, 'neither an entry nor a time', 'an entry: 7');
  return { type: 'time', time };
}

/**
 * Reads a time: ISO 8601, in the reader's time zone where it names none (`2026-11-23`, `2026-11-23 14:05`), or how
 * long ago (`90s`, `30m`, `2h`, `3d`, `1w`).
 * @returns milliseconds since 1970
 * @throws VpcctlError `MOMENT_INVALID`
 */
export function parseTime(text: string, now: number): number {
  const time = timeOf(text, now);
  if (time === null) throw invalid(text, 'not a time');
  return time;
}

function timeOf(text: string, now: number): number | null {
  const [, count, unit = ''] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (UNITS[unit] ?? 0);
  if (!ISO.test(text)) return null;
  // Without a time of day JavaScript would take it for UTC.
  const time = Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T'));
  return Number.isNaN(time) ? null : time;
}

function invalid(text: string, what: string, ...hints: string[]): VpcctlError {
  return inputError(
    'POINT_IN_TIME_INVALID',
    `${JSON.stringify(text)} is ${what}`,
    ...hints,
    'a time: 2026-11-23 14:05, 2026-11-23T14:05:09Z; how long ago: 30m, 2h, 3d',
  );
}
