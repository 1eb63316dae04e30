import * as z from 'zod';

const serviceShape = {
  protocol: z.enum(['icmp', 'tcp', 'udp']),
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
      .describe('Whether it put there what the step is about, or took it away.'),
  })
  .nullable()
  .describe('null: nothing in the history did.');

const stepSchema = z.object({
  at: z.string().describe('Where on the way: vpc1/private, router vpc1, host, internet.'),
  says: z.string(),
  allows: z
    .boolean()
    .nullable()
    .describe('true: lets it on; false: ends it; null: nothing is decided there.'),
  entry: entrySchema,
});

const flowShape = {
  from: z.string(),
  to: z.string(),
  ...serviceShape,
  reachable: z.boolean().describe('Whether it always gets there.'),
  receivers: z
    .array(z.string())
    .describe(
      'Who gets it. Several where the targets of a forward take turns; with reachable false, those of them that get it.',
    ),
};

const probeSchema = z
  .enum(['answered', 'refused', 'silent'])
  .nullable()
  .describe('With --probe, what came back; a difference is an error. Else null.');

/** What `reach FROM TO` prints with `--json`. */
export const reachOutputSchema = z.object({
  ...flowShape,
  steps: z.array(stepSchema),
  decided: z.number().int().describe('The step that decided, counted from 0.'),
  with: z.array(z.string()).describe('The changes that were only thought of.'),
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
  receivers: z.array(z.string()).describe('Who gets it.'),
  says: z.string(),
});

/** What `bisect` prints with `--json`. */
export const bisectOutputSchema = z.object({
  from: z.string(),
  to: z.string(),
  ...serviceShape,
  seq: z.number().int().describe('The entry that changed it.'),
  at: z.string().describe('ISO 8601, UTC.'),
  user: z.string(),
  description: z.string(),
  before: bisectedSchema,
  after: bisectedSchema,
  looked: z.number().int().describe('At how many points of the history.'),
  points: z.number().int().describe('How many there are.'),
});

export type ReachOutput = z.infer<typeof reachOutputSchema>;
export type MatrixOutput = z.infer<typeof matrixOutputSchema>;
export type BisectOutput = z.infer<typeof bisectOutputSchema>;
export type StepOutput = z.infer<typeof stepSchema>;
