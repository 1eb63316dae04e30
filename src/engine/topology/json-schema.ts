import * as z from 'zod';
import type { Declared } from './declared.js';
import { objectAt } from './schema.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/** It stands for a value until the file is expanded: `${i + 1}`. */
const EXPRESSION = { type: 'string', pattern: '\\$\\{', description: 'An expression.' };

/** What an expression may stand for, beside texts: these take any text already. */
const PLAIN = new Set(['number', 'integer', 'boolean']);

/** The JSON schema of topology files, as users write them, with what the plugins add to it. Pure. */
export function topologyJsonSchema(declared: Declared): object {
  const language = {
    $schema: z.string().optional().describe('For editors.'),
    name: z.string().optional().describe('Whose the objects are: --prune deletes no others.'),
    vars: z
      .record(z.string(), z.union([z.string(), z.int()]))
      .nullable()
      .optional()
      .describe('Values for expressions in the file; --set NAME=VALUE gives another one.'),
  };
  const whole = objectAt(declared, 'file', language, asWritten);
  return withExpressions(z.toJSONSchema(whole, { io: 'input' }));
}

/** A list may be empty, and of several files each may have a part of an object. */
const asWritten = {
  list: (schema: z.ZodType) => schema.nullable(),
  member: (schema: z.ZodType) => schema.nullable(),
  fields: (fields: z.ZodObject) => fields.partial(),
};

/** The schema with expressions where it wants numbers, certain words, or true and false. */
function withExpressions(schema: JsonSchema): JsonSchema {
  const { description, ...rest } = schema;
  const inner = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, within(key, value)]),
  );
  const said = description === undefined ? {} : { description };
  return isPlain(rest) ? { ...said, anyOf: [inner, EXPRESSION] } : { ...said, ...inner };
}

function within(key: string, value: unknown): unknown {
  switch (key) {
    case 'properties':
      return Object.fromEntries(
        Object.entries(isSchema(value) ? value : {}).map(([name, each]) => [name, deeper(each)]),
      );
    case 'anyOf':
    case 'prefixItems': {
      const all: readonly unknown[] = Array.isArray(value) ? value : [];
      const takesText = key === 'anyOf' && all.some((each) => isSchema(each) && isText(each));
      return all.map((each) =>
        takesText && isSchema(each) && isPlain(each) ? each : deeper(each),
      );
    }
    case 'additionalProperties':
    case 'items':
      return deeper(value);
    default:
      return value;
  }
}

function deeper(value: unknown): unknown {
  return isSchema(value) ? withExpressions(value) : value;
}

function isPlain({ type, enum: words }: JsonSchema): boolean {
  return words !== undefined || (typeof type === 'string' && PLAIN.has(type));
}

/** Whether it takes every text, so also an expression. */
function isText({ type, enum: words, pattern }: JsonSchema): boolean {
  return type === 'string' && words === undefined && pattern === undefined;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
