import * as z from 'zod';
import { changeOutputSchema } from './change.js';
import { missingPluginSchema } from './plugins.js';

/** What `status` prints with `--json`. */
export const statusOutputSchema = z.object({
  backend: z.string().nullable().describe('The packet-filter backend; null if none is chosen yet.'),
  backendWarning: z
    .string()
    .nullable()
    .describe('What the backend does not enforce; null if it enforces all.'),
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
            'passed: VPCs pass it, by exceptions (accept rules) or by its own configuration; away: it drops nothing now, and VPCs get exceptions when it does again; new: `vpcctl replay` adds exceptions; locked: only its own program can add them; unseen: recorded only, since root is needed to look.',
          ),
      }),
    )
    .describe('Foreign firewalls that drop by default.'),
  lasting: z
    .array(
      z.object({
        program: z.enum(['firewalld', 'ufw']),
        file: z.string().describe('Where its exceptions for VPCs are.'),
        standing: z
          .enum(['kept', 'away', 'unseen'])
          .describe(
            'kept: it loads exceptions from there at each start and reload; away: it is not installed now; unseen: recorded only, since root is needed to look.',
          ),
      }),
    )
    .describe('Programs in whose configuration VPCs have exceptions.'),
  uplinks: z
    .array(z.string())
    .describe('The interfaces of VPCs with the uplink auto: those of the default routes.'),
  overlaps: z
    .array(z.object({ vpc: z.string(), what: z.string() }))
    .describe('Addresses and networks of the host that are in the CIDR of a VPC.'),
  matches: z
    .boolean()
    .nullable()
    .describe(
      'Whether the host matches the journal, with all its entries; null if that could not be checked.',
    ),
  changes: changeOutputSchema.shape.changes.describe('What `vpcctl replay` would change.'),
  missingPlugins: z
    .array(missingPluginSchema)
    .describe('Plugins that are not installed; what they recorded is not applied.'),
  problem: z
    .string()
    .nullable()
    .describe('Why the host could not be checked although root asked; otherwise null.'),
  journal: z
    .string()
    .nullable()
    .describe('What is damaged or missing in the journal; null where it is whole.'),
  passes: z
    .boolean()
    .nullable()
    .describe('Whether packets of VPCs would arrive; null if that could not be checked.'),
  hindrances: z
    .array(
      z.object({
        vpcs: z.array(z.string()).describe('The VPCs whose packets it is about.'),
        says: z.string().describe('What is in the way.'),
        program: z.string().nullable().describe('The program that it looks like.'),
        fix: z.string().describe('What to do: a command line, or a sentence.'),
      }),
    )
    .describe('What keeps packets from arriving, beside what the journal says.'),
  stopped: z
    .array(
      z.object({
        workload: z.string().describe('VPC/SUBNET/NAME'),
        container: z.object({ engine: z.enum(['docker', 'podman']), name: z.string() }),
        says: z.string(),
        fix: z.string().describe('How it comes back, with the same address.'),
      }),
    )
    .describe('Attached containers that do not run, which is no fault of the host.'),
  awaiting: z
    .object({ seq: z.number().int(), description: z.string(), until: z.string() })
    .nullable()
    .describe('The change that awaits confirmation.'),
});

export type StatusOutput = z.infer<typeof statusOutputSchema>;
