import { expect } from 'vitest';
import * as z from 'zod';
import { eventually } from '../cli/gate.js';
import type { Lab } from '../lab/harness.js';

/** The port of iperf3's server: for its control connection, and for what it measures. */
export const IPERF_PORT = 5201;

/** By UDP a client opens with a datagram of its own, which iperf3 does not count. */
export const UDP_OPENING = 4;

const tcpSchema = z.object({
  end: z.object({
    sum_sent: z.object({ bytes: z.number() }),
    sum_received: z.object({ bytes: z.number() }),
  }),
});

const udpSchema = z.object({
  end: z.object({
    sum: z.object({ bytes: z.number(), packets: z.number(), lost_packets: z.number() }),
  }),
});

/** From which namespace to which, and the address of the latter. */
export interface IperfWay {
  readonly from: string;
  readonly to: string;
  readonly address: string;
}

/** Sends so many bytes by TCP. @returns what iperf3 says it has sent */
export async function iperfByTcp(lab: Lab, way: IperfWay, bytes: number) {
  return tcpSchema.parse(await run(lab, way, ['-n', String(bytes)])).end;
}

/** Sends datagrams of a size by UDP, at so many bits a second. @returns what iperf3 says of them */
export async function iperfByUdp(
  lab: Lab,
  way: IperfWay,
  { count, size, rate }: { count: number; size: number; rate: string },
) {
  const words = ['-u', '-b', rate, '-l', String(size), '-n', String(count * size)];
  return udpSchema.parse(await run(lab, way, words)).end.sum;
}

async function run(lab: Lab, { from, to, address }: IperfWay, words: string[]): Promise<unknown> {
  const at = (namespace: string) => ['netns', 'exec', namespace, 'iperf3', '-p', `${IPERF_PORT}`];
  const server = lab.start('ip', [...at(to), '-s', '-1', '--forceflush']);
  await eventually(() => expect(server.output()).toContain('listening'));
  const { exitCode, stdout, stderr } = await lab.run('ip', [
    ...at(from),
    '-c',
    address,
    '-J',
    ...words,
  ]);
  await server.stop();
  if (exitCode !== 0) throw new Error(`iperf3 failed: ${stdout}${stderr}`);
  return JSON.parse(stdout);
}
