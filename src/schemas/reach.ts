import * as z from 'zod';
import { answerSchema } from './answer.js';

const serviceShape = {
  protocol: z.string().describe('`icmp`, `tcp`, `udp`, or another protocol, such as `gre`.'),
  port: z.number().int().nullable().describe('null for icmp, an echo request.'),
};

const entrySchema = z
  .object({
    seq: z.number().int().nullable().describe("The journal's entry; null for one of --with."),
    description: z.string(),
    at: z.string().describe('ISO 8601, UTC.'),
    user: z.string(),
    how: z
      .enum(['put', 'taken'])
      .describe('Whether the entry created or removed what the step depends on.'),
  })
  .nullable()
  .describe('The entry responsible for the step; null: no entry is.');

const stepSchema = z.object({
  at: z.string().describe('The hop: vpc1/private, router vpc1, host, internet.'),
  says: z.string(),
  allows: z
    .boolean()
    .nullable()
    .describe('true: the packet passes; false: it is dropped; null: the step decides nothing.'),
  entry: entrySchema,
});

const flowShape = {
  from: z.string(),
  to: z.string(),
  ...serviceShape,
  reachable: z.boolean().describe('Whether the packet always arrives.'),
  receivers: z
    .array(z.string())
    .describe(
      'The receivers: several if a forward balances over targets; with reachable false, only the targets that the packet reaches.',
    ),
};

const probeSchema = answerSchema
  .nullable()
  .describe('With --probe, the result of the packets; a difference is an error. Otherwise null.');

/** What `reach FROM TO` prints with `--json`. */
export const reachOutputSchema = z.object({
  ...flowShape,
  steps: z.array(stepSchema),
  decided: z.number().int().describe('The index of the step that decides, from 0.'),
  with: z.array(z.string()).describe('The command lines of --with.'),
  probe: probeSchema,
});

/** What `reach --matrix` prints with `--json`. */
export const matrixOutputSchema = z.object({
  ends: z.array(z.string()),
  services: z.array(z.object(serviceShape)),
  flows: z.array(z.object({ ...flowShape, decided: stepSchema, probe: probeSchema })),
  with: z.array(z.string()),
});

const bisectedSchema = z.object({
  reachable: z.boolean(),
  receivers: z.array(z.string()).describe('The receivers.'),
  says: z.string(),
});

/** What `bisect` prints with `--json`. */
export const bisectOutputSchema = z.object({
  from: z.string(),
  to: z.string(),
  ...serviceShape,
  seq: z.number().int().describe('The entry that changed the connection.'),
  at: z.string().describe('ISO 8601, UTC.'),
  user: z.string(),
  description: z.string(),
  before: bisectedSchema,
  after: bisectedSchema,
  looked: z.number().int().describe('The number of points of the history that were checked.'),
  points: z.number().int().describe('The number of entries between the two points.'),
});

export type ReachOutput = z.infer<typeof reachOutputSchema>;
export type MatrixOutput = z.infer<typeof matrixOutputSchema>;
export type BisectOutput = z.infer<typeof bisectOutputSchema>;
export type StepOutput = z.infer<typeof stepSchema>;
