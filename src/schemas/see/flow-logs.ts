import * as z from 'zod';

const span = { start: z.iso.datetime(), end: z.iso.datetime() };
const version = z.literal(2).describe("The version of AWS's format that has these fields.");

/** A line of `logs flow` with `--json`, and of the files with `--format json`. */
export const flowLineSchema = z.union([
  z.object({
    version,
    status: z.literal('OK'),
    vpc: z.string(),
    interface: z
      .string()
      .nullable()
      .describe('The workload at whose interface the addresses are as they are here.'),
    action: z.enum(['ACCEPT', 'REJECT']),
    protocol: z.number().describe('The number of the IP protocol: 6 is TCP, 17 UDP, 1 ICMP.'),
    source: z.string(),
    sourcePort: z.number().describe('0 where the protocol has no ports.'),
    destination: z.string(),
    port: z.number(),
    packets: z.number(),
    bytes: z.number().describe('With the IP header.'),
    ...span,
    from: z.string().nullable().describe('The workload that sends; null: none, or not known.'),
    to: z.string().nullable().describe('The workload that receives.'),
    entry: z.number().nullable().describe('The entry of the history that is responsible.'),
    rule: z.string().nullable().describe('What allowed or denied it.'),
  }),
  z.object({
    version,
    status: z
      .enum(['NODATA', 'SKIPDATA'])
      .describe('`NODATA`: nothing was sent. `SKIPDATA`: some flows were not recorded.'),
    vpc: z.string().nullable().describe('Null: it may be of any VPC.'),
    lost: z
      .number()
      .nullable()
      .describe('How many connections or packets were not recorded; null: not known.'),
    ...span,
  }),
]);

/** What `flow-logs status` prints with `--json`. */
export const flowLogsStatusOutputSchema = z.object({
  logs: z.array(
    z.object({
      vpc: z.string(),
      record: z.enum(['accepted', 'denied', 'all']),
      aggregateSeconds: z.number(),
    }),
  ),
  running: z.boolean().describe('Whether a process writes them.'),
  directory: z.string(),
  files: z.number(),
  bytes: z.number(),
  writtenAt: z.string().nullable().describe('Null: nothing was ever written.'),
  lost: z.number().describe('Connections and packets that were not recorded, since the beginning.'),
});

export type FlowLogsStatusOutput = z.infer<typeof flowLogsStatusOutputSchema>;
