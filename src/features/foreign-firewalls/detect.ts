import { defineIntent, inputError } from '@vpcctl/sdk';
import * as z from 'zod';
import { filterSchema } from './schema.js';
import { filterName, newFilters } from './state.js';

const schema = z.object({ found: z.array(filterSchema) });

/** The data of `coexistence.survey`. */
export type FirewallsDetected = z.infer<typeof schema>;

/** `replay`, where it finds a filter that nobody knew of. What is there no more is not forgotten: it may come back. */
export const detectFirewalls = defineIntent({
  type: 'foreign-firewalls.detect',
  version: 1,
  input: z.strictObject({}),
  data: schema,
  needs: () => ({ filters: true }),
  decide: (state, _, { host }): FirewallsDetected => {
    const found = newFilters(state, host.filters);
    if (found.length > 0) return { found };
    throw inputError(
      'FIREWALLS_NOTHING_NEW',
      'there is no filter that was not known',
      'vpcctl status',
    );
  },
  // They are the host's, and every VPC passes them.
  about: () => [],
  describe: ({ found }) =>
    `let the VPCs pass ${found.map(filterName).join(' and ')}, which drops by default`,
});
