import type { CaptureLine } from '../../../schemas/see/capture.js';
import { printableLine } from '../../text/text.js';

/** A packet as a line for people, whatever is in it. Pure. */
export function renderCaptured({ at, workload, direction, text }: CaptureLine): string {
  return printableLine(`${localClock(at)} ${workload} ${direction.padEnd(3)} ${text}`);
}

/** The time of day where the reader is, with microseconds. */
function localClock(iso: string): string {
  const date = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${clock}.${iso.slice(-7, -1)}`;
}
