import type { State } from '@vpcctl/sdk';
import * as z from 'zod';

/** What the feature `backend` records; a state from before it was there has nftables. */
const sliceSchema = z.object({ name: z.string().nullable() }).catch({ name: 'nftables' });

/** The commands (arguments of vpcctl) that lead from `state` to the same with that driver. Pure. */
export function backendCommands(state: State, backend: string): string[][] {
  const recorded = sliceSchema.parse(state['backend']).name;
  return recorded === backend ? [] : [['backend', 'set', backend]];
}
