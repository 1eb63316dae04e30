import type { Driver } from '@vpcctl/sdk';
import { hasIpv6 } from '../proc/sysctl.js';
import { compile, LINK_KINDS } from './compile.js';
import { findForeign } from './ownership/not-ours.js';
import { unreachableLinks } from './ownership/other-namespaces.js';

/**
 * The core's driver: namespaces, links, addresses, routes, policy rules through `ip`, and sysctls.
 * @param options.ipv6 whether the kernel has IPv6, which is then kept off the links; looked up where it is left out
 */
export function createIproute2Driver({ ipv6 = hasIpv6() }: { ipv6?: boolean } = {}): Driver {
  return {
    name: 'iproute2',
    kinds: LINK_KINDS,
    // The engine ends connections with conntrack, whichever driver filters.
    programs: { ip: 'iproute2', conntrack: 'conntrack' },
    compile: (changes) => compile(changes, { ipv6 }),
    async observe(host, candidates) {
      // Loaded on demand: it brings zod, which most commands do without.
      const { observe } = await import('./observe.js');
      return observe(host, candidates);
    },
    unreachableLinks,
    notOurs: findForeign,
  };
}
