import * as z from 'zod';

/** What every command prints with `--json` when it fails. */
export const errorSchema = z.object({
  error: z.object({
    code: z.string().describe('Stable, upper case: VPC_UNKNOWN.'),
    message: z.string(),
    hints: z.array(z.string()).describe('What to do next.'),
    exitCode: z.number().int(),
  }),
});

export type ErrorOutput = z.infer<typeof errorSchema>;
