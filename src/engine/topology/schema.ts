import { didYouMean, TOPOLOGY_LEVELS, type TopologyLevel } from '@vpcctl/sdk';
import * as z from 'zod';
import type { Declared } from './declared.js';

/** One thing that is wrong in a document, at a path of keys and indexes. */
export interface DocumentIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hints?: readonly string[];
}

/** The schema of a whole document, as the installed features declare it. */
export function documentSchema(declared: Declared): z.ZodObject {
  return objectAt(declared, 'file', {});
}

/** How the schema of a file differs from that of a whole document. */
interface Wrapping {
  list(schema: z.ZodType): z.ZodType;
  member(schema: z.ZodType): z.ZodType;
  fields(fields: z.ZodObject): z.ZodObject;
}

const WHOLE: Wrapping = {
  list: (schema) => schema,
  member: (schema) => schema,
  fields: (fields) => fields,
};

/** The schema of an object at a level, with its own fields, its keys and its lists. Pure. */
export function objectAt(
  declared: Declared,
  level: TopologyLevel,
  fields: Readonly<Record<string, z.ZodType>>,
  wrapping: Wrapping = WHOLE,
): z.ZodObject {
  const keys = declared.keys.filter((key) => key.level === level);
  const lists = declared.objects.filter(({ parent }) => parent === level);
  return z.strictObject({
    ...fields,
    ...Object.fromEntries(keys.map(({ name, schema }) => [name, schema.optional()])),
    ...Object.fromEntries(
      lists.map((of) => [of.name, wrapping.list(listOf(declared, of, wrapping)).optional()]),
    ),
  });
}

function listOf(
  declared: Declared,
  of: Declared['objects'][number],
  wrapping: Wrapping,
): z.ZodType {
  if (of.level === null) {
    return z.array(of.fields, { error: `must be a list, each ${of.noun} a map` });
  }
  const member = objectAt(declared, of.level, wrapping.fields(of.fields).shape, wrapping);
  return z.record(z.string(), wrapping.member(member), {
    error: `must be a map: the name of each ${of.noun}, and what it has`,
  });
}

/** All that is wrong with a document; an empty map may be written as nothing. Pure. */
export function checkDocument(declared: Declared, document: unknown): DocumentIssue[] {
  const { error } = documentSchema(declared).safeParse(document);
  return (error?.issues ?? []).flatMap((issue) => issuesOf(declared, issue));
}

function issuesOf(declared: Declared, issue: z.core.$ZodIssue): DocumentIssue[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => {
    const known = knownAt(declared, path);
    const meant = byOwner(declared, path, key, known) ?? didYouMean(key, known);
    const hint = meant === null ? `there is: ${known.join(', ')}` : `did you mean ${meant}?`;
    return { path: [...path, key], message: `unknown key ${JSON.stringify(key)}; ${hint}` };
  });
}

/** The key that the feature says was meant, where the path is within a value of its own. */
function byOwner(
  declared: Declared,
  path: readonly (string | number)[],
  key: string,
  known: readonly string[],
): string | null {
  for (const owner of declared.keys) {
    // The names of a list and of its member come before each level.
    const at = 2 * TOPOLOGY_LEVELS.indexOf(owner.level);
    if (path[at] !== owner.name) continue;
    const meant = owner.meantKey?.(path.slice(at + 1), key) ?? null;
    return meant !== null && known.includes(meant) ? meant : null;
  }
  return null;
}

/** The words at a path, where it leads to an object with keys of features. */
function knownAt(declared: Declared, path: readonly (string | number)[]): string[] {
  const schema = path.reduce<z.ZodType | undefined>(within, documentSchema(declared));
  const known = unwrapped(schema);
  return known instanceof z.ZodObject ? Object.keys(known.shape) : [];
}

function within(schema: z.ZodType | undefined, key: string | number): z.ZodType | undefined {
  const outer = unwrapped(schema);
  if (outer instanceof z.ZodObject) return outer.shape[key];
  if (outer instanceof z.ZodRecord) return asType(outer.valueType);
  return outer instanceof z.ZodArray ? asType(outer.element) : undefined;
}

function unwrapped(schema: z.ZodType | undefined): z.ZodType | undefined {
  return schema instanceof z.ZodOptional ? unwrapped(asType(schema.unwrap())) : schema;
}

function asType(schema: unknown): z.ZodType | undefined {
  return schema instanceof z.ZodType ? schema : undefined;
}
