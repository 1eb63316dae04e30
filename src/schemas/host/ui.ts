import * as z from 'zod';

/** What `ui` prints with `--json`, as one line, when it listens. */
export const uiOutputSchema = z.object({
  url: z.string().describe('The address to open. It is good for one browser.'),
  allowChanges: z.boolean().describe('Whether the page may undo and revert.'),
});

export type UiOutput = z.infer<typeof uiOutputSchema>;
