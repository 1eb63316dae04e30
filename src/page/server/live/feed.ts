import type { ServerResponse } from 'node:http';
import { describeError } from '../../../ui/errors/error.js';
import { createListeners, eventText } from './stream.js';

/** Tells an event to all that listen to a feed. */
export type Tell = (name: string, data: object) => void;

/** What is told as it happens, only while a browser listens. */
export interface Feed {
  /** Sends events to a browser until it goes away; false where too many listen. */
  listen(response: ServerResponse): boolean;
  /** Ends it, and waits until all that it did to the host is undone. */
  close(): Promise<void>;
}

/**
 * A feed for several browsers at once. The first one starts it, and it ends with the last one.
 * @param run tells events until its signal is aborted; an error is an event, too
 */
export function createFeed(run: (tell: Tell, signal: AbortSignal) => Promise<void>): Feed {
  const listeners = createListeners();
  let stop = new AbortController();
  let done = Promise.resolve();
  const tell: Tell = (name, data) => listeners.send(eventText(name, data));
  const start = () => {
    stop = new AbortController();
    const { signal } = stop;
    // One after the other: the one before may still clear up.
    done = done.then(async () => {
      if (signal.aborted) return;
      await run(tell, signal).catch((error: unknown) => {
        tell('trouble', { error: describeError(error) });
      });
      // Who listens now to nothing is told so, and may ask again.
      if (!signal.aborted) stop.abort();
    });
  };
  return {
    listen(response) {
      const isFirst = listeners.size === 0 || stop.signal.aborted;
      if (!listeners.add(response, ': here\n\n')) return false;
      response.on('close', () => {
        if (listeners.size === 0) stop.abort();
      });
      if (isFirst) start();
      return true;
    },
    async close() {
      stop.abort();
      listeners.close();
      await done;
    },
  };
}
