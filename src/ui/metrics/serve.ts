import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { isVpcctlError, VpcctlError } from '@vpcctl/sdk';
import type { Measurement } from '../../engine/metrics/index.js';
import { type ListenAddress, showListenAddress } from './listen-address.js';
import { FORMATS, formatFor, renderMetrics } from './render.js';

/** Who asks more at once has to wait: a reading may take seconds on a large host. */
const CONNECTIONS = 16;
/** A client that sends its request slower than this is cut off, in milliseconds. */
const PATIENCE_MS = 5000;

/**
 * Serves metrics by HTTP at `/metrics` until `signal` is aborted. Requests that come while a reading
 * runs share it.
 * @param failed receives the error of a reading, which the client gets as status 503
 * @throws VpcctlError `LISTEN_PORT_TAKEN`, `LISTEN_FAILED`
 */
export async function serveMetrics(
  at: ListenAddress,
  measure: () => Promise<Measurement>,
  {
    signal,
    ready,
    failed,
  }: {
    readonly signal: AbortSignal;
    readonly ready: () => void;
    readonly failed: (message: string) => void;
  },
): Promise<void> {
  const server = createServer(
    { headersTimeout: PATIENCE_MS, requestTimeout: PATIENCE_MS },
    answer(shared(measure), failed),
  );
  server.maxConnections = CONNECTIONS;
  await listen(server, at);
  ready();
  if (!signal.aborted) await once(signal, 'abort');
  server.close();
  server.closeAllConnections();
}

function answer(
  measure: () => Promise<Measurement>,
  failed: (message: string) => void,
): RequestListener {
  return async ({ method, url, headers }, response) => {
    const end = (status: number, text: string, type = 'text/plain; charset=utf-8') => {
      response.writeHead(status, { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' });
      response.end(method === 'HEAD' ? undefined : text);
    };
    if (method !== 'GET' && method !== 'HEAD') return end(405, 'only GET\n');
    if (url?.split('?')[0] !== '/metrics') return end(404, 'the metrics are at /metrics\n');
    try {
      const format = formatFor(headers.accept);
      end(200, await renderMetrics(await measure(), format), FORMATS[format]);
    } catch (error) {
      // The client may be anyone; the reason is for who runs vpcctl.
      failed(error instanceof Error ? error.message : String(error));
      end(503, 'the metrics cannot be read; vpcctl says why on its standard error\n');
      if (!isVpcctlError(error)) throw error;
    }
  };
}

/** Calls `read` once for all who ask before it has ended. */
function shared<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= read().finally(() => {
      running = null;
    });
    return running;
  };
}

async function listen(server: Server, at: ListenAddress): Promise<void> {
  server.listen(at.port, at.host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw refused(at, cause);
  }
}

function refused(at: ListenAddress, cause: unknown): VpcctlError {
  const where = showListenAddress(at);
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  if (code === 'EADDRINUSE') {
    return new VpcctlError(`another program listens at ${where} already`, {
      code: 'LISTEN_PORT_TAKEN',
      category: 'environment',
      hints: [`see which: ss -ltnp 'sport = :${at.port}'`, 'or choose another port: --listen'],
      cause,
    });
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return new VpcctlError(`vpcctl cannot listen at ${where}: ${why}`, {
    code: 'LISTEN_FAILED',
    category: 'environment',
    hints: ['name an address of this host: --listen 127.0.0.1:9469'],
    cause,
  });
}
