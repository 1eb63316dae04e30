import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Config } from '@oclif/core';
import { VpcctlError } from '@vpcctl/sdk';
import { sweepCaptures } from './answers/index.js';
import { readAssets } from './assets.js';
import { createDrawer } from './drawer/index.js';
import { createSession, type ListenAddress } from './guard/index.js';
import {
  createFeed,
  createLive,
  type Feed,
  type Live,
  tellDenied,
  tellFlows,
} from './live/index.js';
import { type Desk, respond } from './respond.js';
import { createPast, createPlans } from './site/index.js';

/** Longer bodies are not read. */
const LONGEST_BODY = 16_384;

/** So many connections at once, those of strangers among them. */
const MOST_CONNECTIONS = 64;

export interface ServeOptions {
  readonly config: Config;
  readonly listen: ListenAddress;
  readonly allowChanges: boolean;
  /** Is told each new address: the first one, and another one when that was used. */
  readonly announce: (url: string, isFirst: boolean) => void;
  /** Ends the server. */
  readonly signal: AbortSignal;
}

/**
 * Serves the page until the signal is aborted. The server listens, and does nothing else to the
 * host; what a change does is done by the engine.
 * @throws VpcctlError `LISTEN_FAILED`
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { config, listen, allowChanges, announce, signal } = options;
  sweepCaptures();
  const session = createSession();
  const past = createPast(config);
  const live = createLive(past.end);
  const drawer = createDrawer(join(config.root, 'dist/page-drawer.cjs'));
  const feeds = new Map([
    ['api/denied', createFeed((tell, ending) => tellDenied(config, tell, ending))],
    ['api/flows', createFeed(tellFlows)],
  ]);
  const streams: Streams = new Map<string, Pick<Feed, 'listen'> | Live>([
    ['api/events', live],
    ...feeds,
  ]);
  const assets = readAssets(config.root);
  const server = createServer();
  server.maxConnections = MOST_CONNECTIONS;
  try {
    const address = await listening(server, listen);
    const url = () => `http://${shown(address)}${session.place}?token=${session.token()}`;
    const desk: Desk = {
      site: { config, allowChanges, key: session.key, live, past, drawer, plans: createPlans() },
      guarded: { listen: address, session, allowChanges },
      assets,
      entered: () => announce(url(), false),
    };
    server.on('request', (request, response) => {
      handle(desk, streams, request, response).catch(() => response.destroy());
    });
    announce(url(), true);
    // The first browser finds it made. What fails now fails again when it is asked for.
    past.track().catch(() => {});
    past.history().catch(() => {});
    await aborted(signal);
  } finally {
    live.close();
    await Promise.all([...feeds.values()].map((feed) => feed.close()));
    await drawer.close();
    server.close();
    server.closeAllConnections();
  }
}

/** What sends events, by the path that is asked for. */
type Streams = ReadonlyMap<string, Pick<Feed, 'listen'> | Live>;

async function handle(
  desk: Desk,
  streams: Streams,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { method = '', url: target = '', headers } = request;
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const head = { method, target, headers };
  const answer = await respond(desk, head, () => bodyOf(request), gone.signal);
  if (answer.streams) {
    response.writeHead(answer.status, answer.headers);
    if (!(await streams.get(answer.streams)?.listen(response))) response.end();
    return;
  }
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}

/** The body as text; null where it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    length += bytes.length;
    if (length > LONGEST_BODY) return null;
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

async function listening(server: Server, listen: ListenAddress): Promise<ListenAddress> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenFailed(listen, error)));
    server.listen({ host: listen.address, port: listen.port }, resolve);
  });
  // The server has an address, since it listens at a port.
  const { port } = server.address() as AddressInfo;
  return { address: listen.address, port };
}

function listenFailed({ address, port }: ListenAddress, error: Error): VpcctlError {
  return new VpcctlError(`cannot listen at ${address}:${port}: ${error.message}`, {
    code: 'LISTEN_FAILED',
    category: 'environment',
    hints: [`another port: vpcctl ui --listen ${address}:0 takes one that is free`],
    cause: error,
  });
}

/** The address as a browser on this host opens it. */
function shown({ address, port }: ListenAddress): string {
  return `${address === '0.0.0.0' ? '127.0.0.1' : address}:${port}`;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
