import type { LiveEvents } from '../../shared/answers.js';

type Handlers = { readonly [Name in keyof LiveEvents]?: (data: LiveEvents[Name]) => void };

/** Listens to the server's events; the browser connects again by itself. */
export function listen(handlers: Handlers, connected: (isConnected: boolean) => void): void {
  const source = new EventSource('api/events');
  source.addEventListener('open', () => connected(true));
  source.addEventListener('error', () => connected(false));
  for (const [name, handler] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handler(JSON.parse(event.data)));
  }
}
