import * as z from 'zod';
import { changeOutputSchema } from './change.js';
import { entryHeadSchema } from './history.js';

const valueSchema = z.object({ value: z.unknown() }).nullable();

/** What `show @SEQ` prints with `--json`: an entry of the history whole. */
export const entryOutputSchema = entryHeadSchema.extend({
  settledAt: z.string().nullable().describe('When the outcome was recorded; null until then.'),
  uid: z.number().int().describe('The effective user id.'),
  pid: z.number().int(),
  argv: z.array(z.string()).describe('The command line.'),
  version: z.number().int().describe('The version of the data.'),
  data: z.unknown().describe('What the entry records.'),
  state: z
    .array(
      z.object({
        path: z.array(z.string()),
        before: valueSchema.describe('null: the value did not exist.'),
        after: valueSchema.describe('null: the value no longer exists.'),
      }),
    )
    .describe('What the entry changed in the state, or would have changed if it failed.'),
  changes: changeOutputSchema.shape.changes.describe('What the entry changed on the host, or would have changed if it failed.'),
  commands: changeOutputSchema.shape.commands.describe('The host commands of the entry.'),
});

export type EntryOutput = z.infer<typeof entryOutputSchema>;
