import * as z from 'zod';

/** What every changing command prints with `--json`. */
export const changeOutputSchema = z.object({
  seq: z.number().int().nullable().describe("The journal's entry; null with --dry-run."),
  dryRun: z.boolean(),
  intent: z.string().describe('The type of the entry: vpc.create.'),
  description: z.string().describe('The change in words.'),
  data: z.unknown().describe('What the entry records.'),
  changes: z.array(
    z.object({
      action: z.enum(['create', 'update', 'delete']),
      kind: z.string(),
      id: z.string(),
      why: z.string(),
    }),
  ),
  commands: z.array(z.string()).describe('The host commands, in order.'),
  processes: z
    .array(
      z.object({
        namespace: z.string(),
        pid: z.number().int(),
        command: z.string(),
        ended: z.boolean().describe('Whether --kill ended it.'),
      }),
    )
    .describe('Processes in the deleted namespaces.'),
  checks: z
    .array(
      z.object({
        check: z.string(),
        answer: z
          .enum(['answered', 'refused', 'silent'])
          .nullable()
          .describe('null with --dry-run: no packets were sent.'),
      }),
    )
    .describe('The checks of --check; all passed.'),
  confirmUntil: z
    .string()
    .nullable()
    .describe('ISO 8601, UTC: the change is rolled back then unless it is confirmed before.'),
});
