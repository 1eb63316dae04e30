import { pictureOf } from '../../../src/drawing/index.js';
import type { Drawer } from '../../../src/page/server/drawer/index.js';
import { COOKIE, createSession } from '../../../src/page/server/guard/index.js';
import { type Answer, type Desk, respond } from '../../../src/page/server/respond.js';
import { createPast, createPlans } from '../../../src/page/server/site/index.js';
import type { TestHost } from '../cli/in-process/test-host.js';

/** A page's server that listens at no port: it is handed requests. */
export interface TestPage {
  readonly desk: Desk;
  /** As the page in a browser asks. */
  get(path: string): Promise<Answer>;
  /** As the page asks for a change. */
  post(path: string, body: object, headers?: Record<string, string>): Promise<Answer>;
  /** The answer as JSON. */
  json(path: string): Promise<unknown>;
}

export const HOST = '127.0.0.1:7400';

/** Serves the page of a host in memory. */
export async function servePage(host: TestHost, allowChanges = false): Promise<TestPage> {
  const session = createSession();
  // In this thread: a bundle is not needed for it.
  const drawer: Drawer = {
    draw: ({ graph, options }) => pictureOf(graph, options),
    close: async () => {},
  };
  const live = { listen: async () => true, tell: () => {}, close: () => {} };
  const desk = await host.inside(async (config): Promise<Desk> => {
    const { key } = session;
    return {
      site: {
        config,
        allowChanges,
        key,
        live,
        past: createPast(config),
        drawer,
        plans: createPlans(),
      },
      guarded: { listen: { address: '127.0.0.1', port: 7400 }, session, allowChanges },
      assets: new Map([['', { contentType: 'text/html', body: 'the page' }]]),
      entered: () => {},
    };
  });
  const cookie = `${COOKIE}=${session.cookie}`;
  const own = { host: HOST, cookie, 'sec-fetch-site': 'same-origin' };
  const ask = (method: string, path: string, more: Record<string, string>, body: string | null) =>
    host.inside(() => {
      const head = { method, target: session.place + path, headers: { ...own, ...more } };
      return respond(desk, head, async () => body);
    });
  const get = (path: string) => ask('GET', path, {}, null);
  return {
    desk,
    get,
    post: (path, body, headers = {}) => {
      const sent = { origin: `http://${HOST}`, 'content-type': 'application/json' };
      const all = { ...sent, 'x-vpcctl-key': session.key, ...headers };
      return ask('POST', path, all, JSON.stringify(body));
    },
    json: async (path) => JSON.parse(String((await get(path)).body)),
  };
}
