import * as z from 'zod';
import { changeOutputSchema, eventSchema, intent, message, targets } from './change.js';

const describedEventSchema = eventSchema.extend({ description: z.string() });

const historyItemSchema = z.object({
  seq: z.number().int(),
  at: z.string().describe('ISO 8601, UTC.'),
  user: z.string().describe('The login user, also with sudo.'),
  intent,
  description: z.string().describe('Of a change: the description of its first event.'),
  events: z
    .array(describedEventSchema.pick({ type: true, description: true }))
    .describe('The events of a change, in order; none of an undo, redo, revert or confirmation.'),
  targets,
  message,
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
  events: z
    .array(describedEventSchema)
    .describe('What the entry records, in order; none of an undo, redo, revert or confirmation.'),
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
