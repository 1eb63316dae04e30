import type { Driver } from '@vpcctl/sdk';
import { compile } from './compile.js';

/**
 * The core's second driver: firewall exceptions, which are accept rules for VPCs in foreign
 * firewalls that drop by default. Each table is changed only with its own program, which therefore
 * still understands it.
 */
export function createForeignFirewallDriver(): Driver {
  return {
    name: 'firewall-exception',
    kinds: ['firewall-exception'],
    // The program of a firewall that was detected in use is installed.
    programs: {},
    compile,
    async observe(host, candidates) {
      // Loaded on demand: it brings zod.
      const { observe } = await import('./observe.js');
      return observe(host, candidates);
    },
  };
}
