import * as z from 'zod';
import type { Host } from '../measure/host.js';
import { PORT } from './pingpong.js';

const schema = z.object({
  end: z.object({
    sum_received: z.object({ bits_per_second: z.number() }),
    /** Of one processor: the client's, and the server's. */
    cpu_utilization_percent: z.object({ host_total: z.number(), remote_total: z.number() }),
  }),
});

/** How much arrives by TCP, in bits. */
export interface Throughput {
  readonly perSecond: number;
  /** For each second of processor time that sender and receiver took, what the kernel did included. */
  readonly perProcessorSecond: number;
}

/** Starts a receiver for one connection, and waits until it listens. $1 is its namespace, $2 the port. */
const RECEIVE = `ip netns exec "$1" iperf3 -s -1 -D -p "$2"
  for try in $(seq 200); do
    [ -z "$(ip netns exec "$1" ss -Hltn "sport = $2")" ] || exit 0
    sleep 0.02
  done
  exit 1`;

/**
 * Sends by TCP for a second, with iperf3, from one namespace of a host to another.
 * @throws Error where iperf3 fails
 */
export function throughput(host: Host, from: string, to: string, address: string): Throughput {
  host.mustRun(['sh', '-c', RECEIVE, 'sh', to, String(PORT)]);
  const client = ['iperf3', '-c', address, '-p', String(PORT), '-t', '1', '-J'];
  const { stdout } = host.mustRun(['ip', 'netns', 'exec', from, ...client]);
  const { sum_received, cpu_utilization_percent: used } = schema.parse(JSON.parse(stdout)).end;
  const perSecond = sum_received.bits_per_second;
  const perProcessorSecond = (perSecond / (used.host_total + used.remote_total)) * 100;
  return { perSecond, perProcessorSecond };
}
