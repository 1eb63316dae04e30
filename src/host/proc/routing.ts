import { endianness } from 'node:os';
import type { HostFacts } from '@vpcctl/sdk';
import { parseInterfaces } from './interfaces.js';
import { parseRoutes } from './routes.js';
import { readText } from './sysctl.js';

/**
 * The interfaces and routes of the host. Interfaces come from /proc/net/dev and not from /sys, which
 * shows the network namespace that it was mounted in.
 */
export function readRouting(
  read: (path: string) => string | null = readText,
): Pick<HostFacts, 'interfaces' | 'routes'> {
  return {
    interfaces: parseInterfaces(read('/proc/net/dev') ?? ''),
    routes: parseRoutes(read('/proc/net/route') ?? '', endianness()),
  };
}
