import type { Driver } from '@vpcctl/sdk';
import { compile } from './compile.js';

/**
 * The core's second driver: accept rules for VPCs in filters of other programs, which drop by default what they do not
 * know. Their tables are only ever changed by the program that they are of, so that it goes on understanding them.
 */
export function createForeignFirewallDriver(): Driver {
  return {
    name: 'firewall-exception',
    kinds: ['firewall-exception'],
    // Those that the survey found in use, which are there then.
    programs: {},
    compile,
    async observe(host, candidates) {
      // Loaded on demand: it brings zod.
      const { observe } = await import('./observe.js');
      return observe(host, candidates);
    },
  };
}
