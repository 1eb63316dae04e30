import { existsSync } from 'node:fs';
import type { Driver } from '@vpcctl/sdk';
import { compile } from './compile.js';

/**
 * The driver of qdiscs and ifb devices, by netlink or through `tc` and `ip`.
 * @param options.ipv6 whether the kernel has IPv6, which is then switched off on the devices; read
 * from the kernel by default
 */
export function createTcDriver({
  ipv6 = existsSync('/proc/sys/net/ipv6'),
}: {
  ipv6?: boolean;
} = {}): Driver {
  return {
    name: 'tc',
    kinds: ['qdisc', 'ifb', 'redirect'],
    programs: {},
    programsWithoutNetlink: { tc: 'iproute2', ip: 'iproute2' },
    compile: (changes) => compile(changes, { ipv6 }),
    async observe(host, candidates) {
      // Loaded on demand, since most commands do not observe.
      const { observe } = await import('./observe.js');
      return observe(host, candidates);
    },
  };
}
