import type { HostEvent } from '../../../engine/events/index.js';
import type { EventLine } from '../../../schemas/see/events.js';
import { paint } from '../../text/paint.js';
import { localTime, printableLine } from '../../text/text.js';

/** An event as `--json` gives it. Pure. */
export function viewEvent({ at, kind, subjects, seq, text }: HostEvent): EventLine {
  return { at, kind, subjects: [...subjects], seq, text };
}

const PAINTS: Partial<Record<EventLine['kind'], (text: string) => string>> = {
  failed: paint.bad,
  unrepaired: paint.bad,
  down: paint.bad,
  went: paint.changed,
  awaits: paint.changed,
  repaired: paint.changed,
};
/** The longest word for a kind. */
const WIDTH = 'unrepaired'.length;

/** An event as a line for people, whatever is in its text. Pure. */
export function renderEvent({ at, kind, seq, text }: EventLine): string {
  const word = (PAINTS[kind] ?? paint.good)(kind.padEnd(WIDTH));
  const number = seq === null || kind === 'awaits' ? '' : `${seq} `;
  return `${localTime(at)} ${word} ${number}${printableLine(text)}`;
}
