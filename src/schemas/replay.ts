import * as z from 'zod';
import { changeOutputSchema } from './change.js';

/** What `replay` prints with `--json`: the changes that were needed, none if the host matched. */
export const replayOutputSchema = changeOutputSchema
  .pick({ dryRun: true, changes: true, commands: true })
  .extend({
    missingNamespaces: z
      .array(z.string())
      .describe('Instances, as VPC/SUBNET/NAME, whose attached namespace no longer exists.'),
  });

export type ReplayOutput = z.infer<typeof replayOutputSchema>;
