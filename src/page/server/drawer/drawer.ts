import { Worker } from 'node:worker_threads';
import type { Drawn, Picture } from './message.js';

export type { Picture } from './message.js';

/** Makes pictures while the server goes on answering. */
export interface Drawer {
  /**
   * @param signal gives the picture up
   * @throws the reason of the signal; Error where the picture cannot be made
   */
  draw(picture: Picture, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

/** A picture that nobody wants may go on for so long: a new thread costs as much. */
const GRACE_MS = 400;

interface Job {
  readonly id: number;
  readonly picture: Picture;
  readonly signal: AbortSignal;
  readonly resolve: (svg: string) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A drawer that has one thread, which it starts for the first picture. Pictures are made in the
 * order in which they are asked for. What is given up is not begun, or ends with its thread.
 * @param file the bundle of ./worker.ts
 */
export function createDrawer(file: string): Drawer {
  const waiting: Job[] = [];
  let thread: Worker | null = null;
  let running: Job | null = null;
  let made = 0;

  const start = (): Worker => {
    const own = new Worker(file);
    own.unref();
    own.on('message', (drawn: Drawn) => {
      if (thread === own && running?.id === drawn.id) settle(drawn);
    });
    own.on('error', (error) => fail(own, error));
    own.on('exit', () => fail(own, new Error('the thread that draws has ended')));
    return own;
  };
  const settle = (drawn: Drawn) => {
    if ('svg' in drawn) running?.resolve(drawn.svg);
    else running?.reject(new Error(drawn.trouble));
    running = null;
    next();
  };
  const fail = (own: Worker, error: unknown) => {
    if (thread !== own) return;
    thread = null;
    running?.reject(error);
    running = null;
    next();
  };
  const next = () => {
    if (running !== null) return;
    const job = waiting.shift();
    if (job === undefined) return;
    running = job;
    thread ??= start();
    thread.postMessage({ id: job.id, ...job.picture });
  };
  const giveUp = (job: Job) => {
    job.reject(job.signal.reason);
    const at = waiting.indexOf(job);
    if (at !== -1) waiting.splice(at, 1);
    if (running !== job) return;
    setTimeout(() => {
      if (running === job) end(job.signal.reason);
    }, GRACE_MS).unref();
  };
  const end = async (reason: unknown) => {
    const old = thread;
    if (old === null) return;
    fail(old, reason);
    await old.terminate();
  };
  return {
    draw: (picture, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        made += 1;
        const job = { id: made, picture, signal, resolve, reject };
        signal.addEventListener('abort', () => giveUp(job), { once: true });
        waiting.push(job);
        next();
      }),
    async close() {
      const reason = new Error('the page has ended');
      for (const job of waiting.splice(0)) job.reject(reason);
      await end(reason);
    },
  };
}
