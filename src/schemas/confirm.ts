import * as z from 'zod';

/** What `confirm` prints with `--json`. */
export const confirmOutputSchema = z.object({
  dryRun: z.boolean(),
  seq: z.number().int().describe('The entry that is confirmed.'),
  description: z.string().describe('The change in words.'),
});

export type ConfirmOutput = z.infer<typeof confirmOutputSchema>;
