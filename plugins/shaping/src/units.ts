import { inputError } from '@vpcctl/sdk';

/** The units of tc(8): rates in bits a second (powers of 1000), sizes in bytes (powers of 1024). */
const RATES = { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9 };
const SIZES = { b: 1, kb: 1024, mb: 1024 ** 2, kbit: 128, mbit: 1024 * 128 };
const TIMES = { us: 1, ms: 1e3, s: 1e6 };

/** Bits a second. @throws VpcctlError `RATE_INVALID` */
export function parseRate(text: string): number {
  return parse(text, RATES, 'RATE_INVALID', 'a rate', 'for example: 512kbit, 1mbit, 2.5gbit');
}

/** Bytes. @throws VpcctlError `BURST_INVALID` */
export function parseSize(text: string): number {
  return parse(text, SIZES, 'BURST_INVALID', 'an amount of data', 'for example: 32kbit, 16kb');
}

/** Microseconds. @throws VpcctlError `TIME_INVALID` */
export function parseTime(text: string): number {
  return parse(text, TIMES, 'TIME_INVALID', 'a time', 'for example: 400ms, 1.5s');
}

/** Percent. @throws VpcctlError `LOSS_INVALID` */
export function parsePercent(text: string): number {
  const percent = Number(/^(\d{1,3}(?:\.\d{1,4})?)%$/.exec(text)?.[1]);
  if (percent <= 100) return percent;
  throw invalid('LOSS_INVALID', text, 'a percentage', 'for example: 1%, 0.5%');
}

function parse(
  text: string,
  units: Readonly<Record<string, number>>,
  code: string,
  what: string,
  hint: string,
): number {
  const [, number, unit = ''] = /^(\d{1,9}(?:\.\d{1,6})?)([a-z]{1,4})$/i.exec(text) ?? [];
  const factor = new Map(Object.entries(units)).get(unit.toLowerCase());
  if (number !== undefined && factor !== undefined) return Math.round(Number(number) * factor);
  throw invalid(code, text, what, hint);
}

function invalid(code: string, text: string, what: string, hint: string) {
  return inputError(code, `${JSON.stringify(text.slice(0, 60))} is not ${what}`, hint);
}

/** `1mbit`, `1500kbit`: in the largest unit that gives a whole number. */
export function showRate(bits: number): string {
  return show(bits, RATES, ['gbit', 'mbit', 'kbit', 'bit']);
}

/** `32kb`. */
export function showSize(bytes: number): string {
  return show(bytes, SIZES, ['mb', 'kb', 'b']);
}

/** `400ms`. */
export function showTime(microseconds: number): string {
  return show(microseconds, TIMES, ['s', 'ms', 'us']);
}

function show<Unit extends string>(
  value: number,
  units: Readonly<Record<Unit, number>>,
  order: readonly Unit[],
): string {
  const unit = order.find((each) => value >= units[each] && value % units[each] === 0);
  return unit === undefined ? `${value}${order.at(-1)}` : `${value / units[unit]}${unit}`;
}
