import * as z from 'zod';
import type { Lab } from '../lab/harness.js';

/** Counts what comes by one connection, from the first byte to the last. */
const RECEIVER = `
require('node:net').createServer((socket) => {
  let bytes = 0, first = 0n, last = 0n;
  socket.on('data', (data) => {
    last = process.hrtime.bigint();
    if (first === 0n) first = last; else bytes += data.length;
  });
  socket.on('end', () => {
    console.log(JSON.stringify({ bytes, nanoseconds: Number(last - first) }));
    process.exit();
  });
}).listen(Number(process.argv[1]));
`;

const SENDER = `
const [host, port, bytes] = process.argv.slice(1);
(function send() {
  require('node:net').connect({ host, port })
    .on('error', () => setTimeout(send, 10))
    .on('connect', function () { this.end(Buffer.alloc(Number(bytes))); });
})();
`;

/** Of a full frame, what TCP carries. */
const CARRIED = 1448 / 1514;

const countSchema = z.object({ bytes: z.number(), nanoseconds: z.number() });

/** An end of a transfer. */
export interface End {
  readonly namespace: string;
  readonly address: string;
}

/**
 * How fast a TCP connection from one workload to another is while it carries `bytes`: in bits a
 * second, on the wire.
 */
export async function throughput(
  lab: Lab,
  from: End,
  to: End,
  bytes: number,
  port: number,
): Promise<number> {
  const node = (namespace: string, script: string, ...args: (string | number)[]) =>
    lab.run('ip', ['netns', 'exec', namespace, 'node', '-e', script, ...args.map(String)]);
  const [received] = await Promise.all([
    node(to.namespace, RECEIVER, port),
    node(from.namespace, SENDER, to.address, port, bytes),
  ]);
  const count = countSchema.parse(JSON.parse(received.stdout));
  return (count.bytes * 8e9) / count.nanoseconds / CARRIED;
}
