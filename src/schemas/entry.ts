import * as z from 'zod';
import { changeOutputSchema } from './change.js';
import { entryHeadSchema } from './history.js';

const valueSchema = z.object({ value: z.unknown() }).nullable();

/** What `show @SEQ` prints with `--json`: an entry of the history whole. */
export const entryOutputSchema = entryHeadSchema.extend({
  settledAt: z.string().nullable().describe('When the outcome was written; null while it is out.'),
  uid: z.number().int().describe('The effective user id.'),
  pid: z.number().int(),
  argv: z.array(z.string()).describe('The command line.'),
  version: z.number().int().describe('Of the data.'),
  data: z.unknown().describe('What the entry records.'),
  state: z
    .array(
      z.object({
        path: z.array(z.string()),
        before: valueSchema.describe('null: it was not there.'),
        after: valueSchema.describe('null: it is gone.'),
      }),
    )
    .describe('What it changed in the state; for one that failed: would have.'),
  changes: changeOutputSchema.shape.changes.describe('What it changed on the host, or would have.'),
  commands: changeOutputSchema.shape.commands.describe('The host commands that it stood for.'),
});

export type EntryOutput = z.infer<typeof entryOutputSchema>;
