import * as z from 'zod';

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
  removedHow: z.enum(['undone', 'reverted']).nullable().describe('Whether removedBy is an undo or a revert.'),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});

export const historyOutputSchema = z.object({ entries: z.array(historyItemSchema) });

/** The fields that an entry has in the history and in `show @SEQ`. */
export const entryHeadSchema = historyItemSchema;

export type HistoryOutput = z.infer<typeof historyOutputSchema>;
export type HistoryItemOutput = z.infer<typeof historyItemSchema>;
