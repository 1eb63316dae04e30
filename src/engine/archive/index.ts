/** The façade of what reads the whole past at once: the page's timeline. */
import { setImmediate } from 'node:timers/promises';
import type { Journal } from '@vpcctl/journal';
import type { ReadContext } from '../context/context.js';
import { type TrackPoint, trackOf } from './track.js';

export type { MemberChange, TrackPoint } from './track.js';

/** So many points are read before others get their turn. */
const AT_ONCE = 100;

/**
 * Reads what each applied change did to the state, oldest first. Takes no lock. Other work of the
 * process goes on meanwhile.
 * @throws JournalError as `journal.read` does
 */
export async function readTrack({ registry, journal }: ReadContext): Promise<TrackPoint[]> {
  const { entries } = await journal.read();
  const points: TrackPoint[] = [];
  for (const point of trackOf(registry, entries)) {
    points.push(point);
    if (points.length % AT_ONCE === 0) await setImmediate();
  }
  return points;
}

/**
 * A text that is another one after each line that the journal gets. It reads only the end.
 * @throws JournalError `JOURNAL_READ_FAILED`
 */
export async function endOfJournal(journal: Journal): Promise<string> {
  const { cursor, hash } = await journal.positionFromEnd(0);
  return `${cursor} ${hash}`;
}
