import { defineIntent, filterName, inputError } from '@vpcctl/sdk';
import * as z from 'zod';
import { filterSchema, programSchema } from './schema.js';
import { isNothing, newOn } from './state.js';

/** The code by which the host is said to have no new foreign firewall. */
export const NOTHING_NEW = 'FIREWALLS_NOTHING_NEW';

const schema = z.object({
  found: z.array(filterSchema),
  programs: z.array(programSchema),
});

/** The data of `foreign-firewalls.detect`. */
export type FirewallsDetected = z.infer<typeof schema>;

/**
 * Recorded by `create-vpc` and by `replay`, where they find a new foreign firewall. Firewalls that disappear stay
 * recorded, since they may come back.
 */
export const detectFirewalls = defineIntent({
  type: 'foreign-firewalls.detect',
  version: 1,
  input: z.strictObject({}),
  data: schema,
  needs: () => ({ filters: true }),
  decide: (state, _, { host }): FirewallsDetected => {
    const fresh = newOn(state, host);
    if (!isNothing(fresh)) return fresh;
    throw inputError(
      NOTHING_NEW,
      'there is no new foreign firewall',
      'see the known ones: vpcctl status',
    );
  },
  // Foreign firewalls are the host's, and concern every VPC alike.
  about: () => [],
  describe: ({ found, programs }) => {
    const chains = `${found.map(filterName).join(' and ')}, which ${found.length === 1 ? 'drops' : 'drop'} by default`;
    const files = `the configuration of ${programs.join(' and ')}`;
    const places = [...(found.length > 0 ? [chains] : []), ...(programs.length > 0 ? [files] : [])];
    return `add exceptions for the VPCs to ${places.join('; and to ')}`;
  },
});
