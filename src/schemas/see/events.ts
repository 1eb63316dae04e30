import * as z from 'zod';

/** What happened, as `events --json` prints it: a line of JSON each. */
export const eventLineSchema = z.object({
  at: z.string().describe('ISO 8601, UTC.'),
  kind: z
    .enum(['change', 'failed', 'awaits', 'repaired', 'unrepaired', 'came', 'went', 'up', 'down'])
    .describe('What happened; docs/events.md explains each.'),
  subjects: z.array(z.string()).describe('The VPCs, the workload or the interface.'),
  seq: z.number().int().nullable().describe('The number of the change; null where it is none.'),
  text: z.string(),
});

export type EventLine = z.infer<typeof eventLineSchema>;
