import type { ServerResponse } from 'node:http';

/** So many browsers may listen at once. */
export const MOST_LISTENERS = 16;

/** A connection that waits for events longer than this gets a line, so that it is not closed. */
const SILENCE_MS = 20_000;

/** An event as the stream has it (HTML Living Standard, 9.2). JSON has no line ends. Pure. */
export function eventText(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** The browsers that listen. */
export interface Listeners {
  readonly size: number;
  /** Keeps a response open for events; false where there are too many. */
  add(response: ServerResponse, first: string): boolean;
  send(text: string): void;
  close(): void;
}

/** A browser that reads so slowly is let go: it connects again. */
const MOST_WAITING = 4 * 1024 * 1024;

export function createListeners(): Listeners {
  const open = new Set<ServerResponse>();
  const send = (text: string) => {
    for (const response of open) {
      if (response.writableLength > MOST_WAITING) response.destroy();
      else response.write(text);
    }
  };
  const timer = setInterval(() => send(': still here\n\n'), SILENCE_MS);
  timer.unref();
  return {
    get size() {
      return open.size;
    },
    add(response, first) {
      if (open.size >= MOST_LISTENERS) return false;
      open.add(response);
      response.on('close', () => open.delete(response));
      response.write(first);
      return true;
    },
    send,
    close() {
      clearInterval(timer);
      for (const response of open) response.end();
    },
  };
}
