import * as z from 'zod';
import { answerSchema } from './answer.js';

/** One event of a change, as an entry records it. */
export const eventSchema = z.object({
  type: z.string(),
  version: z.number().int().describe('The version of the data.'),
  data: z.unknown(),
});

export const intent = z
  .string()
  .describe('The type of the first event: vpc.create; or undo, redo, revert, confirm.');

export const targets = z
  .array(z.number().int())
  .describe('The changes that an undo, redo, revert or confirmation is about; none for a change.');

export const message = z.string().nullable().describe('The text of --message; null without it.');

/** What every changing command prints with `--json`. */
export const changeOutputSchema = z.object({
  seq: z
    .number()
    .int()
    .nullable()
    .describe("The journal's entry; null with --dry-run, or where there was nothing to do."),
  dryRun: z.boolean(),
  ...{ intent, description: z.string().describe('The change in words.') },
  events: z
    .array(eventSchema)
    .describe('What the entry records; none for an undo, redo, revert or confirmation.'),
  targets,
  message,
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
        answer: answerSchema.nullable().describe('null with --dry-run: no packets were sent.'),
      }),
    )
    .describe('The checks of --check; all passed.'),
  confirmUntil: z
    .string()
    .nullable()
    .describe('ISO 8601, UTC: the change is rolled back then unless it is confirmed before.'),
});

/** What `confirm` prints with `--json`. */
export const confirmOutputSchema = z.object({
  dryRun: z.boolean(),
  seq: z.number().int().describe('The entry that is confirmed.'),
  description: z.string().describe('The change in words.'),
});

/** What `replay` prints with `--json`: the changes that were needed, none if the host matched. */
export const replayOutputSchema = changeOutputSchema
  .pick({ dryRun: true, changes: true, commands: true })
  .extend({
    missingNamespaces: z
      .array(z.string())
      .describe('Instances, as VPC/SUBNET/NAME, whose attached namespace no longer exists.'),
    notApplied: z
      .array(z.number().int())
      .describe('Entries whose plugin is not installed; without --dry-run they are an error.'),
  });

/** A line that `repair --watch` prints with `--json`, for each repair. */
export const repairLineSchema = changeOutputSchema.pick({ changes: true }).extend({
  at: z.string().describe('When the repair ended, ISO 8601, UTC.'),
  failures: z
    .array(z.string())
    .describe('What could not be repaired, and why; with no failures left, they are over.'),
});

export type ConfirmOutput = z.infer<typeof confirmOutputSchema>;
export type ReplayOutput = z.infer<typeof replayOutputSchema>;
export type RepairLine = z.infer<typeof repairLineSchema>;
