import * as z from 'zod';
import { changeOutputSchema } from './change.js';

/** What `replay` prints with `--json`: the changes that were needed, none where all was as it should be. */
export const replayOutputSchema = changeOutputSchema
  .pick({ dryRun: true, changes: true, commands: true })
  .extend({
    missingNamespaces: z
      .array(z.string())
      .describe('Instances as VPC/SUBNET/NAME whose attached namespace has gone: left out.'),
  });

export type ReplayOutput = z.infer<typeof replayOutputSchema>;
