/** The thread that makes pictures, one after the other. */
import { parentPort } from 'node:worker_threads';
import { pictureOf } from '../../../drawing/index.js';
import type { Drawn, Order } from './message.js';

parentPort?.on('message', async ({ id, graph, options }: Order) => {
  const drawn: Drawn = await pictureOf(graph, options).then(
    (svg) => ({ id, svg }),
    (error: unknown) => ({ id, trouble: String(error) }),
  );
  parentPort?.postMessage(drawn);
});
