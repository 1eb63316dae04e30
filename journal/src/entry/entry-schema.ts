// Loaded on demand (see journal.ts): reading an empty tail must not pay for zod.
import * as z from 'zod';
import { type ChangeEvent, type Entry, isEventList, NOTE_TYPES } from './entry.js';
import type { Json } from './json.js';
import { isMessage } from './message.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');
const outcomes = {
  applied: z.strictObject({ confirmBy: z.iso.datetime().optional() }),
  failed: z.strictObject({
    error: z.strictObject({ code: z.string(), message: z.string() }),
    interrupted: z.literal(true).optional(),
  }),
};

const fields = {
  seq: z.int().min(1),
  id: z.uuid(),
  at: z.iso.datetime(),
  actor: z.strictObject({
    uid: z.int().min(0),
    user: z.string(),
    pid: z.int().min(1),
    argv: z.array(z.string()),
  }),
  prev: hash,
  hash,
};

const message = z
  .string()
  .refine(isMessage, 'must be at most 500 characters, without control characters')
  .exactOptional();

const changeSchema = z.strictObject({
  ...fields,
  type: z.literal('change'),
  message,
  events: z.custom<readonly ChangeEvent[]>(
    isEventList,
    'must be one or more events, each with type, v and data, and perhaps plugin',
  ),
});

const noteSchema = z
  .strictObject({
    ...fields,
    type: z.enum(NOTE_TYPES),
    message,
    v: z.int().min(1),
    // The value comes from JSON.parse, so it is JSON if it exists.
    data: z.custom<Json>((value) => value !== undefined, 'is missing'),
  })
  .superRefine(({ type, data, message }, context) => {
    if (type !== 'applied' && type !== 'failed') return;
    if (message !== undefined) {
      const problem = 'is for the entry of the change, not for its outcome';
      context.addIssue({ code: 'custom', path: ['message'], message: problem });
    }
    for (const { path, message } of outcomes[type].safeParse(data).error?.issues ?? []) {
      context.addIssue({ code: 'custom', path: ['data', ...path], message });
    }
  });

/**
 * The shape of an entry. Only the data of outcomes is checked: the data of an event has the shape
 * that its feature gives it.
 */
export const entrySchema: z.ZodType<Entry> = z.discriminatedUnion('type', [
  changeSchema,
  noteSchema,
]);

/** Checks the shape of an entry: gives the entry, or its fault as a sentence. */
export function checkEntry(value: unknown): { entry: Entry } | { entry: null; fault: string } {
  const result = entrySchema.safeParse(value);
  if (result.success) return { entry: result.data };
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return { entry: null, fault: `it is not an entry (${faults.join('; ')})` };
}
