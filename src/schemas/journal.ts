import * as z from 'zod';

const unknownSchema = z
  .array(z.string())
  .describe('Types of intents that no installed plugin knows.');
const digestSchema = z.string().describe('SHA-256 over canonical JSON, in hexadecimal.');

/** What `journal verify` prints with `--json`. A damaged journal is an error instead. */
export const journalVerifyOutputSchema = z.object({
  entries: z.number().int().describe('The number of recorded changes.'),
  lines: z
    .number()
    .int()
    .describe('The number of lines: one for each change, and one for its outcome.'),
  head: z.string().nullable().describe('The hash of the last line; null if the journal is empty.'),
  pending: z.number().int().nullable().describe('An entry without an outcome yet.'),
  torn: z.boolean().describe('An incomplete line follows: it is being written, or was cut short.'),
  snapshot: z.object({
    status: z
      .enum(['current', 'behind', 'missing', 'unusable'])
      .describe(
        'unusable: damaged, or of another version or journal; the next change rebuilds the snapshot.',
      ),
    seq: z.number().int().nullable().describe('The entry that the snapshot was made after.'),
  }),
  digests: z
    .object({ state: digestSchema, resources: digestSchema })
    .describe('The same on every host for the same journal.'),
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
  same: z.boolean().describe('This host has the same history already.'),
  foreign: unknownSchema,
});

/** What `journal accept-loss` prints with `--json`. A whole journal is an error instead. */
export const journalAcceptLossOutputSchema = z.object({
  dryRun: z.boolean(),
  seq: z.number().int().nullable().describe('The entry that records it; null with --dry-run.'),
  problem: z.string().describe('What is damaged or missing.'),
  line: z.number().int().describe('The first line that is lost.'),
  from: z.number().int().describe('The first change that is lost.'),
  to: z.number().int().describe('The last change that is lost, as far as that is known.'),
  stateOf: z
    .number()
    .int()
    .describe('The state goes on as it was after this change; 0: before the first.'),
  kept: z
    .string()
    .nullable()
    .describe('The file that has what the journal was; null with --dry-run, or where it was gone.'),
});

export type JournalAcceptLossOutput = z.infer<typeof journalAcceptLossOutputSchema>;
export type JournalVerifyOutput = z.infer<typeof journalVerifyOutputSchema>;
export type JournalExportOutput = z.infer<typeof journalExportOutputSchema>;
export type JournalImportOutput = z.infer<typeof journalImportOutputSchema>;
