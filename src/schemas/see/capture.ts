import * as z from 'zod';

/** A packet, as `capture --json` prints it: a line of JSON each. */
export const captureLineSchema = z.object({
  at: z.string().describe('When it passed: ISO 8601, UTC, with microseconds.'),
  workload: z.string().describe('VPC/SUBNET or VPC/SUBNET/NAME'),
  direction: z
    .enum(['in', 'out'])
    .describe('in: it was sent to the workload; out: the workload sent it.'),
  bytes: z.number().int().describe('Its length on the link.'),
  text: z.string().describe('What tcpdump says of it.'),
});

/** What `capture -w FILE` prints with `--json`. */
export const captureOutputSchema = z.object({
  file: z.string(),
  packets: z.number().int().describe('How many packets are in it.'),
  lost: z.number().int().describe('How many the kernel had no room for.'),
});

export type CaptureLine = z.infer<typeof captureLineSchema>;
export type CaptureOutput = z.infer<typeof captureOutputSchema>;
