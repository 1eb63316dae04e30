import * as z from 'zod';
import type { Host } from '../measure/host.js';
import { PORT } from './pingpong.js';

const schema = z.object({
  end: z.object({ sum_received: z.object({ bits_per_second: z.number() }) }),
});

/** Starts a receiver for one connection, and waits until it listens. $1 is its namespace, $2 the port. */
const RECEIVE = `ip netns exec "$1" iperf3 -s -1 -D -p "$2"
  for try in $(seq 200); do
    [ -z "$(ip netns exec "$1" ss -Hltn "sport = $2")" ] || exit 0
    sleep 0.02
  done
  exit 1`;

/**
 * Sends by TCP for a second, with iperf3, from one namespace of a host to another.
 * @returns bits that arrived in a second
 * @throws Error where iperf3 fails
 */
export function throughput(host: Host, from: string, to: string, address: string): number {
  host.mustRun(['sh', '-c', RECEIVE, 'sh', to, String(PORT)]);
  const client = ['iperf3', '-c', address, '-p', String(PORT), '-t', '1', '-J'];
  const { stdout } = host.mustRun(['ip', 'netns', 'exec', from, ...client]);
  return schema.parse(JSON.parse(stdout)).end.sum_received.bits_per_second;
}
