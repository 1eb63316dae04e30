import { join } from 'node:path';
import { readRegular } from '@vpcctl/journal';
import * as z from 'zod';

const count = z.number().int().nonnegative();

/** What a start has to know of the run before it. */
const memorySchema = z.object({
  /** The kernel's boot, and the network namespace: connections of others mean nothing here. */
  boot: z.string(),
  network: z.number(),
  /** When it was written, in milliseconds since 1970. */
  at: count,
  /** What is on record of the connections that go on. */
  open: z.record(z.string(), z.tuple([count, count, count, count])),
  /** Records whose window had not ended. */
  pending: z.array(z.unknown()),
  /** How many connections and packets were not recorded, since the first start. */
  lost: count,
});

const checkpointSchema = z.object({
  file: count,
  offset: count,
  since: count,
  format: z.string(),
  block: z.string(),
  memory: memorySchema,
});

/** The last block, where it belongs, and what the process knew when it wrote it. */
export type Checkpoint = z.infer<typeof checkpointSchema>;

export function checkpointFile(directory: string): string {
  return join(directory, 'checkpoint.json');
}

/** The checkpoint; null where there is none, or where it cannot be read. */
export function readCheckpoint(directory: string): Checkpoint | null {
  try {
    const value: unknown = JSON.parse(readRegular(checkpointFile(directory)).toString());
    return checkpointSchema.safeParse(value).data ?? null;
  } catch {
    return null;
  }
}
