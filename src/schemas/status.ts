import * as z from 'zod';
import { changeOutputSchema } from './change.js';

/** What `status` prints with `--json`. */
export const statusOutputSchema = z.object({
  backend: z
    .string()
    .nullable()
    .describe('The driver that serves the packet policy; null where none was chosen yet.'),
  vpcs: z.array(z.string()),
  forwarding: z.boolean().describe('Whether the host forwards IPv4 packets.'),
  filters: z
    .array(
      z.object({
        filter: z.enum(['nftables', 'iptables-nft', 'iptables-legacy']),
        family: z.enum(['ip', 'inet']),
        table: z.string(),
        chain: z.string(),
        hook: z.enum(['forward', 'input']),
        standing: z
          .enum(['passed', 'away', 'new', 'locked', 'unseen'])
          .describe(
            'passed: VPCs have accept rules there; away: they will when it drops by default again; new: `vpcctl replay` makes them; locked: only its own program can; unseen: only root can look.',
          ),
      }),
    )
    .describe('Filters of other programs that drop by default.'),
  matches: z
    .boolean()
    .nullable()
    .describe('Whether the host is as the journal says; null where that could not be seen.'),
  changes: changeOutputSchema.shape.changes.describe('What `vpcctl replay` would change.'),
  problem: z.string().nullable().describe('Why it could not be seen, where it should have been.'),
  awaiting: z
    .object({ seq: z.number().int(), description: z.string(), until: z.string() })
    .nullable()
    .describe('The change that awaits confirmation.'),
});

export type StatusOutput = z.infer<typeof statusOutputSchema>;
