import * as z from 'zod';

const unknownSchema = z.array(z.string()).describe('Intents that no installed plugin knows.');
const digestSchema = z.string().describe('SHA-256 over canonical JSON, in hexadecimal.');

/** What `journal verify` prints with `--json` where all is well; anything else is an error. */
export const journalVerifyOutputSchema = z.object({
  entries: z.number().int().describe('How many changes it records.'),
  lines: z.number().int().describe('A change has one line, and one for its outcome.'),
  head: z.string().nullable().describe('The hash of the last line; null where there is none.'),
  pending: z.number().int().nullable().describe('An entry that has no outcome yet.'),
  torn: z.boolean().describe('An incomplete line follows: it is being written, or was cut short.'),
  snapshot: z.object({
    status: z
      .enum(['current', 'behind', 'missing', 'unusable'])
      .describe('unusable: damaged, of another version or another journal; it is rebuilt.'),
    seq: z.number().int().nullable().describe('The entry that it stands at.'),
  }),
  digests: z
    .object({ state: digestSchema, resources: digestSchema })
    .describe('The same on every machine for the same journal.'),
  foreign: unknownSchema,
});

/** What `journal export FILE` prints with `--json`; without FILE the journal itself is printed. */
export const journalExportOutputSchema = z.object({
  file: z.string(),
  entries: z.number().int(),
  leftOut: z.number().int().describe('Entries without an outcome yet.'),
});

export const journalImportOutputSchema = z.object({
  dryRun: z.boolean(),
  entries: z.number().int(),
  same: z.boolean().describe('The journal here is this very history already.'),
  foreign: unknownSchema,
});

export type JournalVerifyOutput = z.infer<typeof journalVerifyOutputSchema>;
export type JournalExportOutput = z.infer<typeof journalExportOutputSchema>;
export type JournalImportOutput = z.infer<typeof journalImportOutputSchema>;
