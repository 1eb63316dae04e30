import * as z from 'zod';

/** What `metrics` prints with `--json`. */
export const metricsOutputSchema = z.object({
  metrics: z.array(
    z.object({
      name: z.string().describe('As in docs/metrics.md; a counter ends with _total.'),
      kind: z.enum(['counter', 'gauge']),
      help: z.string().describe('What it counts or measures.'),
      samples: z.array(
        z.object({
          labels: z.record(z.string(), z.string()).describe('What the number is about.'),
          value: z.number(),
        }),
      ),
    }),
  ),
  failures: z
    .array(z.object({ meter: z.string(), why: z.string() }))
    .describe('The meters that could not be read.'),
});

export type MetricsOutput = z.infer<typeof metricsOutputSchema>;
