import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Introduction } from './flow.js';

/** What an answer begins with; then comes the name of the machine. */
const MARK = 'vpcctl-probe ';

/** The name in an answer of {@link serve}; null in anybody else's. Pure. */
export function nameIn(answer: string): string | null {
  return answer.startsWith(MARK) ? answer.slice(MARK.length).trimEnd() : null;
}

/**
 * Says the machine's name to whoever asks on these ports, for as long as this process lives. A port that another
 * program has stays its own.
 */
export async function serve({ name, ports }: Introduction): Promise<void> {
  const answer = `${MARK}${name}\n`;
  // A reply has to come from the address that was asked, which a socket for all addresses does not see to.
  const addresses = ownAddresses();
  await Promise.all([
    ...ports.tcp.map((port) => serveTcp(port, answer)),
    ...ports.udp.flatMap((port) => addresses.map((address) => serveUdp(address, port, answer))),
  ]);
}

async function serveTcp(port: number, answer: string): Promise<void> {
  const server = createServer((socket) => socket.on('error', () => {}).end(answer));
  server.listen(port, '0.0.0.0');
  await orTaken(once(server, 'listening'));
}

async function serveUdp(address: string, port: number, answer: string): Promise<void> {
  const socket = createSocket('udp4');
  socket.on('message', (_, sender) => socket.send(answer, sender.port, sender.address, () => {}));
  socket.bind(port, address);
  await orTaken(once(socket, 'listening'));
  socket.on('error', () => {});
}

async function orTaken(listening: Promise<unknown>): Promise<void> {
  try {
    await listening;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
  }
}

/** Each once: with VPCs that overlap the host has an address twice. */
function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return [...new Set(all.filter(({ family }) => family === 'IPv4').map(({ address }) => address))];
}
