import * as z from 'zod';
import { changeOutputSchema } from './change.js';

const historyItemSchema = z.object({
  seq: z.number().int(),
  at: z.string().describe('ISO 8601, UTC.'),
  user: z.string().describe('The login user, also with sudo.'),
  intent: z.string(),
  description: z.string(),
  vpcs: z.array(z.string()).describe('Names of the VPCs that the entry concerns.'),
  outcome: z.enum(['applied', 'failed', 'interrupted', 'pending']),
  removedBy: z
    .number()
    .int()
    .nullable()
    .describe('The undo or revert that took the entry out; null if it is in effect, or failed.'),
  removedHow: z
    .enum(['undone', 'reverted'])
    .nullable()
    .describe('Whether removedBy is an undo or a revert.'),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});

export const historyOutputSchema = z.object({ entries: z.array(historyItemSchema) });

const valueSchema = z.object({ value: z.unknown() }).nullable();

/** What `show @SEQ` prints with `--json`: an entry of the history whole. */
export const entryOutputSchema = historyItemSchema.extend({
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
  changes: changeOutputSchema.shape.changes.describe(
    'What the entry changed on the host, or would have changed if it failed.',
  ),
  commands: changeOutputSchema.shape.commands.describe('The host commands of the entry.'),
});

export type HistoryOutput = z.infer<typeof historyOutputSchema>;
export type HistoryItemOutput = z.infer<typeof historyItemSchema>;
export type EntryOutput = z.infer<typeof entryOutputSchema>;
