import type { Driver } from '@vpcctl/sdk';
import { flushAfter } from '../conntrack/after-change.js';
import { hasIpv6 } from '../proc/sysctl.js';
import { compile, LINK_KINDS } from './compile.js';
import { guardedLinks } from './guarded-links.js';
import { findUnreachableLinks } from './ownership/attached-namespaces.js';
import { findNotOurs } from './ownership/find-not-ours.js';
import { factsWithout, findOccupants } from './ownership/own-objects.js';
import { replaces } from './replaces.js';

/**
 * The core's driver: namespaces, links, addresses, routes and policy rules, by netlink or through
 * `ip`, and sysctls.
 * @param options.ipv6 whether the kernel has IPv6, which is then kept off the links; by default the
 *   kernel is asked
 */
export function createIproute2Driver({ ipv6 }: { ipv6?: boolean } = {}): Driver {
  const asked = () => ({ ipv6: ipv6 ?? hasIpv6() });
  return {
    name: 'iproute2',
    kinds: LINK_KINDS,
    // The engine ends connections with conntrack, whichever backend is in use.
    programs: {},
    programsWithoutNetlink: { ip: 'iproute2', conntrack: 'conntrack' },
    compile: (changes) => compile(changes, asked()),
    async observe(host, candidates) {
      // Loaded on demand: it brings zod, which most commands do not need.
      const { observe } = await import('./observe.js');
      return observe(host, candidates, asked());
    },
    notOurs: findNotOurs,
    // It ends connections through the links that it made, whichever backend is in use.
    afterChange: flushAfter,
    replaces,
    unreachable: findUnreachableLinks,
    occupants: findOccupants,
    guardedLinks,
    factsWithout,
  };
}
