/** What the page is told as it happens: changes of the journal, and throughput. */
import type { ServerResponse } from 'node:http';
import { readCounters } from '../../../host/index.js';
import type { LiveEvents, TrafficEvent } from '../../shared/answers.js';
import { createListeners, eventText } from './stream.js';
import { ratesBetween, type Sample } from './traffic.js';

/** How often the end of the journal is read while a browser listens. */
const JOURNAL_EVERY_MS = 400;
/** How often counters are read, and how many samples the page begins with: five minutes. */
const TRAFFIC_EVERY_MS = 2000;
const SAMPLES = 150;

export { tellDenied } from './denied.js';
export { createFeed, type Feed } from './feed.js';
export { tellFlows } from './flows.js';

/** The stream of events. */
export interface Live {
  /** Sends events to a browser until it goes away; false where too many listen. */
  listen(response: ServerResponse): Promise<boolean>;
  /** Sends an event to all browsers. */
  tell<Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]): void;
  close(): void;
}

/** @param readEnd tells the end of the journal */
export function createLive(readEnd: () => Promise<string>): Live {
  const listeners = createListeners();
  const samples: TrafficEvent[] = [];
  let last: Sample = { at: Date.now(), counters: readCounters() };
  let end: string | null = null;
  let isReading = false;
  const tell: Live['tell'] = (name, data) => listeners.send(eventText(name, data));
  const sample = () => {
    const next = { at: Date.now(), counters: readCounters() };
    const event = ratesBetween(last, next);
    last = next;
    samples.push(event);
    if (samples.length > SAMPLES) samples.shift();
    if (listeners.size > 0) tell('traffic', event);
  };
  const look = async () => {
    if (listeners.size === 0 || isReading) return;
    isReading = true;
    // A journal that cannot be read now is told by the next question.
    const now = await readEnd().catch(() => end);
    isReading = false;
    if (now !== null && end !== null && now !== end) tell('journal', { end: now });
    end = now;
  };
  const timers = [setInterval(sample, TRAFFIC_EVERY_MS), setInterval(look, JOURNAL_EVERY_MS)];
  return {
    async listen(response) {
      const now = await readEnd().catch(() => '');
      // What comes after this end is told, from the first listener on.
      if (listeners.size === 0) end = now;
      // Once: what it missed while it was not connected.
      const known = { samples, everyMs: TRAFFIC_EVERY_MS };
      const first = eventText('samples', known) + eventText('journal', { end: now });
      return listeners.add(response, first);
    },
    tell,
    close() {
      for (const timer of timers) clearInterval(timer);
      listeners.close();
    },
  };
}
