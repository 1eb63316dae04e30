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
      'The driver of the packet policy (null: none was chosen yet), where it is another at the second point.',
    ),
  changes: z
    .array(
      z.object({
        action: z.enum(['create', 'update', 'delete']),
        kind: z.string(),
        id: z.string(),
        why: z.string(),
        before: attributesSchema.describe(
          "The resource's attributes; null where it was not there.",
        ),
        after: attributesSchema.describe('The same, at the second point.'),
      }),
    )
    .describe('In the order in which they would be made.'),
});

export type DiffOutput = z.infer<typeof diffOutputSchema>;
