import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const OWN = '/etc/resolv.conf';

/** Where the programs that put a stub into {@link OWN} keep the servers behind it. */
const BEHIND_STUB = ['/run/systemd/resolve/resolv.conf', '/run/NetworkManager/no-stub-resolv.conf'];

/** Where `ip netns exec` looks for files of a namespace's own. */
const OF_NAMESPACES = '/etc/netns';

/**
 * The file with name servers that a namespace can reach, where the host's own names only a stub at
 * its loopback address, as systemd-resolved does at 127.0.0.53. Null: the host's own will do, or
 * there is no better one, or `/etc/netns` has one for this namespace.
 */
export function nameServersFor(namespace: string): string | null {
  if (existsSync(join(OF_NAMESPACES, namespace, 'resolv.conf'))) return null;
  const servers = serversIn(OWN);
  if (servers.length === 0 || servers.some((each) => !isLoopback(each))) return null;
  return BEHIND_STUB.find((file) => serversIn(file).some((each) => !isLoopback(each))) ?? null;
}

function serversIn(file: string): string[] {
  try {
    return parseNameServers(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}

/** The name servers in the text of a resolv.conf (resolv.conf(5)). Pure. */
export function parseNameServers(text: string): string[] {
  return text.split('\n').flatMap((line) => /^\s*nameserver\s+(\S+)/.exec(line)?.[1] ?? []);
}

/** Whether an address is of the loopback interface, which each namespace has for itself. Pure. */
export function isLoopback(server: string): boolean {
  return server.startsWith('127.') || server === '::1';
}
