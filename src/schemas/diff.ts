import * as z from 'zod';

const attributesSchema = z.record(z.string(), z.unknown()).nullable();

/** What `diff` prints with `--json`. */
export const diffOutputSchema = z.object({
  from: z.string().describe('The first point, as it was given.'),
  to: z.string(),
  backend: z
    .object({ before: z.string().nullable(), after: z.string().nullable() })
    .nullable()
    .describe(
      'The packet-filter backend at both points (null: none was chosen yet), if it differs.',
    ),
  changes: z
    .array(
      z.object({
        action: z.enum(['create', 'update', 'delete']),
        kind: z.string(),
        id: z.string(),
        why: z.string(),
        before: attributesSchema.describe(
          "The resource's attributes at the first point; null if it did not exist.",
        ),
        after: attributesSchema.describe(
          "The resource's attributes at the second point; null if it did not exist.",
        ),
      }),
    )
    .describe('In the order in which the changes would be made.'),
});

export type DiffOutput = z.infer<typeof diffOutputSchema>;
