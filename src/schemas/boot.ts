import * as z from 'zod';

/** What `boot enable` and `boot disable` print with `--json`. */
export const bootChangeOutputSchema = z.object({
  enabled: z.boolean(),
  changed: z.boolean().describe('False where it was so already.'),
  unitFile: z.string(),
});

/** What `boot status` prints with `--json`. */
export const bootStatusOutputSchema = z.object({
  enabled: z.boolean().describe('Whether systemd starts it at boot.'),
  unitFile: z.string(),
  unit: z
    .enum(['missing', 'current', 'outdated'])
    .describe('`outdated`: it is not what `boot enable` would write now.'),
  missingPrograms: z
    .array(z.string())
    .describe('Files that the unit starts (node, vpcctl) and that are gone.'),
  lastRun: z
    .object({
      outcome: z.enum(['succeeded', 'failed', 'running']),
      failure: z
        .string()
        .nullable()
        .describe("In systemd's words: `exit code 1`, `timeout`. Null where it did not fail."),
      at: z.string().nullable().describe('When it ended, ISO 8601, UTC. Null while it runs.'),
    })
    .nullable()
    .describe('Since the host started; null where it has not run.'),
});

export type BootChangeOutput = z.infer<typeof bootChangeOutputSchema>;
export type BootStatusOutput = z.infer<typeof bootStatusOutputSchema>;
