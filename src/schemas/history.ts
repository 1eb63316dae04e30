import * as z from 'zod';

const historyItemSchema = z.object({
  seq: z.number().int(),
  at: z.string().describe('ISO 8601, UTC.'),
  user: z.string().describe('The login user, behind sudo too.'),
  intent: z.string(),
  description: z.string(),
  vpcs: z.array(z.string()).describe('Names of the VPCs that it is about.'),
  outcome: z.enum(['applied', 'failed', 'interrupted', 'pending']),
  removedBy: z
    .number()
    .int()
    .nullable()
    .describe('The undo or revert that took it out; null where it counts, or never did.'),
  removedHow: z.enum(['undone', 'reverted']).nullable().describe('Which of the two that was.'),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});

export const historyOutputSchema = z.object({ entries: z.array(historyItemSchema) });

/** What is the same of an entry alone. */
export const entryHeadSchema = historyItemSchema;

export type HistoryOutput = z.infer<typeof historyOutputSchema>;
export type HistoryItemOutput = z.infer<typeof historyItemSchema>;
