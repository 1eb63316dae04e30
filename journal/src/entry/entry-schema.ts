// Loaded on demand (see journal.ts): reading an empty tail must not pay for zod.
import * as z from 'zod';
import type { Entry } from './entry.js';
import type { Json } from './json.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');
const outcomes = {
  applied: z.strictObject({}),
  failed: z.strictObject({
    error: z.strictObject({ code: z.string(), message: z.string() }),
    interrupted: z.literal(true).optional(),
  }),
};

/**
 * The shape of an entry. Only the data of outcomes is checked: the data of an intent has the shape
 * that its feature gives it.
 */
export const entrySchema: z.ZodType<Entry> = z
  .strictObject({
    seq: z.int().min(1),
    id: z.uuid(),
    at: z.iso.datetime(),
    actor: z.strictObject({
      uid: z.int().min(0),
      user: z.string(),
      pid: z.int().min(1),
      argv: z.array(z.string()),
    }),
    type: z.string().min(1),
    v: z.int().min(1),
    // The value comes from JSON.parse, so it is JSON if it exists.
    data: z.custom<Json>((value) => value !== undefined, 'is missing'),
    prev: hash,
    hash,
  })
  .superRefine(({ type, data }, context) => {
    if (type !== 'applied' && type !== 'failed') return;
    for (const { path, message } of outcomes[type].safeParse(data).error?.issues ?? []) {
      context.addIssue({ code: 'custom', path: ['data', ...path], message });
    }
  });

/** Checks the shape of an entry: gives the entry, or its fault as a sentence. */
export function checkEntry(value: unknown): { entry: Entry } | { entry: null; fault: string } {
  const result = entrySchema.safeParse(value);
  if (result.success) return { entry: result.data };
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return { entry: null, fault: `it is not an entry (${faults.join('; ')})` };
}
