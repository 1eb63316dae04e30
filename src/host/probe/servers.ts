import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AgentConfig } from './protocol.js';

/** How an answer begins; the name of the workload follows. */
const MARK = 'vpcctl-probe ';

/** The name in an answer of {@link serve}; null for the answer of another program. Pure. */
export function nameIn(answer: string): string | null {
  return answer.startsWith(MARK) ? answer.slice(MARK.length).trimEnd() : null;
}

/**
 * Answers on these ports with the workload's name, for as long as this process lives. Ports that
 * another program has are left to it.
 */
export async function serve({ name, ports }: AgentConfig): Promise<void> {
  const answer = `${MARK}${name}\n`;
  // A reply must come from the address that was asked; a socket bound to all addresses may use
  // another.
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

/**
 * Reads the kernel's own table. Node's list lacks interfaces that came up a moment ago, since it
 * requires IFF_RUNNING, which is set late.
 */
function ownAddresses(): string[] {
  return localAddresses(readFileSync('/proc/net/fib_trie', 'utf8'));
}

/** The local IPv4 addresses in the text of `/proc/net/fib_trie`, each once. Pure. */
export function localAddresses(trie: string): string[] {
  const found = trie.matchAll(/\|-- ([\d.]+)\n(?:\s+\/\d+ .*\n)*?\s+\/32 host LOCAL$/gm);
  return [...new Set([...found].flatMap(([, address]) => address ?? []))];
}
