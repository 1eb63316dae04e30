import { setTimeout as delay } from 'node:timers/promises';
import type { DeniedPacket } from '../../../model/denied/index.js';
import type { DeniedGap, DeniedLine } from '../../../schemas/see/denied.js';

/** How many lines are printed in a second. */
const LINES = 50;
const SECOND_MS = 1000;

/** Whether a packet is about a VPC or a subnet; null: each is. Pure. */
export function matchesPlace(
  { vpc, otherVpc, from, to }: DeniedPacket,
  place: string | null,
): boolean {
  if (place === null) return true;
  if (!place.includes('/')) return vpc === place || otherVpc === place;
  const isIn = ({ name }: { readonly name: string | null }) =>
    name === place || name?.startsWith(`${place}/`) === true;
  return isIn(from) || isIn(to);
}

/** A signal that is aborted by the first of others, or after so many seconds. */
export function untilAny(
  signals: readonly (AbortSignal | undefined)[],
  seconds: number | undefined,
): AbortSignal {
  const timed = seconds === undefined ? [] : [AbortSignal.timeout(seconds * SECOND_MS)];
  return AbortSignal.any([...signals.filter((each) => each !== undefined), ...timed]);
}

/** Where lines go. */
export interface Printer {
  packet(line: DeniedLine): void;
  gap(gap: DeniedGap): void;
}

/** Lines that come at a pace at which a terminal, or a reader, can follow. */
export interface Paced {
  packet(line: DeniedLine): void;
  lost(count: number): void;
  /** Says what is left out so far. */
  close(): void;
}

/** Prints some lines each second, and says how many packets it has left out. */
export function paced(printer: Printer, now: () => number = () => performance.now()): Paced {
  let began = now();
  let printed = 0;
  let gap: DeniedGap = { leftOut: 0, lost: 0 };
  let due: AbortController | null = null;

  function tell(): void {
    due?.abort();
    due = null;
    if (gap.leftOut + gap.lost > 0) printer.gap(gap);
    gap = { leftOut: 0, lost: 0 };
    began = now();
    printed = 0;
  }

  /** The last gap of a flood is told, too. */
  function tellLater(): void {
    if (due !== null) return;
    due = new AbortController();
    const { signal } = due;
    delay(SECOND_MS, undefined, { signal, ref: false }).then(tell, () => {});
  }

  return {
    packet(line) {
      if (now() - began >= SECOND_MS) tell();
      if (printed < LINES) {
        printed += 1;
        printer.packet(line);
        return;
      }
      gap = { ...gap, leftOut: gap.leftOut + 1 };
      tellLater();
    },
    lost(count) {
      gap = { ...gap, lost: gap.lost + count };
      tellLater();
    },
    close: tell,
  };
}
