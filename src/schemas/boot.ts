import * as z from 'zod';

/** What `boot enable` and `boot disable` print with `--json`. */
export const bootChangeOutputSchema = z.object({
  enabled: z.boolean(),
  changed: z.boolean().describe('False if there was nothing to do.'),
  unitFile: z.string(),
  keep: z.boolean().describe('Whether a second unit repairs drift while the host runs.'),
  flowLogs: z.boolean().describe('Whether a third unit writes flow logs.'),
});

const unitState = {
  enabled: z.boolean().describe('Whether systemd starts it at boot.'),
  unitFile: z.string(),
  unit: z
    .enum(['missing', 'current', 'outdated'])
    .describe('`outdated`: `boot enable` would write another unit now.'),
};

const serviceState = { ...unitState, running: z.boolean().describe('Whether it runs now.') };

/** What `boot status` prints with `--json`. */
export const bootStatusOutputSchema = z.object({
  ...unitState,
  missingPrograms: z
    .array(z.string())
    .describe('Files that the units start (node, vpcctl) and that no longer exist.'),
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
  keep: z
    .object(serviceState)
    .describe('The unit of `boot enable --keep`, which repairs drift while the host runs.'),
  flowLogs: z.object(serviceState).describe('The unit that writes flow logs.'),
});

export type BootChangeOutput = z.infer<typeof bootChangeOutputSchema>;
export type BootStatusOutput = z.infer<typeof bootStatusOutputSchema>;
