import * as z from 'zod';

/** What `boot enable` and `boot disable` print with `--json`. */
export const bootChangeOutputSchema = z.object({
  enabled: z.boolean(),
  changed: z.boolean().describe('False if there was nothing to do.'),
  unitFile: z.string(),
});

/** What `boot status` prints with `--json`. */
export const bootStatusOutputSchema = z.object({
  enabled: z.boolean().describe('Whether systemd starts it at boot.'),
  unitFile: z.string(),
  unit: z
    .enum(['missing', 'current', 'outdated'])
    .describe('`outdated`: `boot enable` would write another unit now.'),
  missingPrograms: z
    .array(z.string())
    .describe('Files that the unit starts (node, vpcctl) and that no longer exist.'),
  lastRun: z
    .object({
      outcome: z.enum(['succeeded', 'failed', 'running']),
      failure: z
        .string()
        .nullable()
        .describe(
          'The reason that systemd gives: `exit code 1`, `timeout`. Null if the run did not fail.',
        ),
      at: z.string().nullable().describe('When the run ended, ISO 8601, UTC. Null while it runs.'),
    })
    .nullable()
    .describe('The last run since the host started; null if there was none.'),
});

export type BootChangeOutput = z.infer<typeof bootChangeOutputSchema>;
export type BootStatusOutput = z.infer<typeof bootStatusOutputSchema>;
