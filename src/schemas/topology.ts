import * as z from 'zod';
import { changeOutputSchema } from './change.js';

/** What `apply`, `plan` and `destroy` print with `--json`. */
export const topologyOutputSchema = changeOutputSchema.extend({
  items: z
    .array(
      z.object({
        action: z.enum(['create', 'change', 'replace', 'delete']),
        kind: z.string().describe('VPC, subnet, instance, peering, …, or setting.'),
        vpc: z.string().nullable().describe('Null: it is between VPCs, or of the host.'),
        what: z.string().describe('The object: subnet shop/web; of a setting: shop/web.'),
        text: z.string().describe('What it is like, or what changes, in words.'),
      }),
    )
    .describe('What the file comes to; none: everything is as it says.'),
  notes: z.array(z.string()).describe('What stays or goes along against expectation.'),
});

/** What `export` prints with `--json`: the topology. */
export const exportOutputSchema = z.record(z.string(), z.unknown());

export type TopologyOutput = z.infer<typeof topologyOutputSchema>;
