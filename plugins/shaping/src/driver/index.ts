import { existsSync } from 'node:fs';
import type { Driver } from '@vpcctl/sdk';
import { compile } from './compile.js';

/**
 * Qdiscs, and devices to queue on, through `tc` and `ip`.
 * @param options.ipv6 whether the kernel has IPv6, which is then kept off the devices; looked up where it is left out
 */
export function createTcDriver({
  ipv6 = existsSync('/proc/sys/net/ipv6'),
}: {
  ipv6?: boolean;
} = {}): Driver {
  return {
    name: 'tc',
    kinds: ['qdisc', 'ifb', 'redirect'],
    programs: { tc: 'iproute2', ip: 'iproute2' },
    compile: (changes) => compile(changes, { ipv6 }),
    async observe(host, candidates) {
      // Loaded on demand: most commands do without.
      const { observe } = await import('./observe.js');
      return observe(host, candidates);
    },
  };
}
