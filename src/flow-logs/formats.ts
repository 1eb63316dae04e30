/** How lines are written: as AWS does, or as JSON with names, entry and rule. Pure. */
import { jsonForTerminal } from '@vpcctl/sdk/command';
import * as z from 'zod';
import { awsLine, type FlowLine, parseAwsLine } from '../model/flows/index.js';

export const FORMATS = ['aws', 'json'] as const;
export type Format = (typeof FORMATS)[number];

const count = z.number().int().nonnegative();
const time = z.iso.datetime().transform((text) => Date.parse(text));
const span = { start: time, end: time };

const recordSchema = z.object({
  status: z.literal('OK'),
  vpc: z.string(),
  interface: z.string().nullable(),
  action: z.enum(['ACCEPT', 'REJECT']),
  protocol: z.number().int().min(0).max(255),
  source: z.ipv4(),
  sourcePort: count,
  destination: z.ipv4(),
  port: count,
  packets: count,
  bytes: count,
  ...span,
  from: z.string().nullable(),
  to: z.string().nullable(),
  entry: count.nullable(),
  rule: z.string().nullable(),
});

const gapSchema = z.object({
  status: z.enum(['NODATA', 'SKIPDATA']),
  vpc: z.string().nullable(),
  lost: count.nullable(),
  ...span,
});

const lineSchema = z.discriminatedUnion('status', [recordSchema, gapSchema]);

/** A line as JSON shows it: times are in ISO 8601, and the version of AWS's format is beside them. */
export function plainLine(line: FlowLine) {
  const { start, end, ...rest } = line;
  return { version: 2, ...rest, start: iso(start), end: iso(end) };
}

/** The text of a line, without its end. */
export function formatLine(line: FlowLine, format: Format): string {
  return format === 'aws' ? awsLine(line) : jsonForTerminal(plainLine(line), 0);
}

/** The line of a text of either format; null for any other text. */
export function parseLine(text: string): FlowLine | null {
  if (!text.startsWith('{')) return parseAwsLine(text);
  try {
    return lineSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** The records of a checkpoint; what is none is left out. */
export function parsePending(values: readonly unknown[]): z.infer<typeof recordSchema>[] {
  return values.flatMap((value) => recordSchema.safeParse(value).data ?? []);
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
