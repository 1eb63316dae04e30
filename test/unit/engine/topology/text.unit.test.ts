import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { declaredBy } from '../../../../src/engine/topology/declared.js';
import { topologyJsonSchema } from '../../../../src/engine/topology/json-schema.js';
import { documentSchema } from '../../../../src/engine/topology/schema.js';
import { expandTopology } from '../../../../src/model/topology/index.js';
import { CHECKOUT } from '../../../support/checkout.js';
import { registry } from '../../../support/topology/registry.js';

const text = readFileSync(join(CHECKOUT, 'docs/topology.md'), 'utf8');
const declared = declaredBy(registry);

/** The sections of the text, each with the way to the objects of that level in a JSON schema. */
const SECTIONS = {
  'The file itself': [],
  'A VPC': ['vpcs', '*'],
  'A subnet': ['vpcs', '*', 'subnets', '*'],
  'An instance': ['vpcs', '*', 'subnets', '*', 'instances', '*'],
  'A peering': ['peerings', '*'],
} as const;

const nodeSchema: z.ZodType<SchemaNode> = z.lazy(() =>
  z.looseObject({
    properties: z.record(z.string(), nodeSchema).optional(),
    additionalProperties: z.union([nodeSchema, z.boolean()]).optional(),
    items: z.union([nodeSchema, z.boolean()]).optional(),
    anyOf: z.array(nodeSchema).optional(),
    required: z.array(z.string()).optional(),
  }),
);
interface SchemaNode {
  properties?: Record<string, SchemaNode> | undefined;
  additionalProperties?: SchemaNode | boolean | undefined;
  items?: SchemaNode | boolean | undefined;
  anyOf?: SchemaNode[] | undefined;
  required?: string[] | undefined;
}

/** Of the files together, in one of which is what is needed; the language's keys are in files. */
const whole = nodeSchema.parse(z.toJSONSchema(documentSchema(declared), { io: 'input' }));
const asWritten = nodeSchema.parse(topologyJsonSchema(declared));

/** What the declarations say about the objects of a section. */
function schemaOf(way: readonly string[]): SchemaNode {
  return way.reduce<SchemaNode>(
    (node, word) => {
      const { properties, additionalProperties: members, items } = node;
      const next = word === '*' ? (items ?? members) : properties?.[word];
      if (typeof next !== 'object') throw new Error(`no ${word}`);
      return next;
    },
    { ...whole, properties: { ...asWritten.properties, ...whole.properties } },
  );
}

/** The fields of a key's own maps. Objects have sections of their own, rules a page. */
function fieldsOf(key: string, { properties = {}, items, anyOf = [] }: SchemaNode): string[] {
  if (key === 'peerings') return [];
  const deeper = key === 'firewall' ? [] : Object.entries(properties);
  return [
    ...Object.keys(properties),
    ...deeper.flatMap(([name, node]) => fieldsOf(name, node)),
    ...[...(typeof items === 'object' ? [items] : []), ...anyOf].flatMap((node) =>
      fieldsOf(key, node),
    ),
  ];
}

interface Row {
  readonly key: string;
  readonly value: string;
  readonly usual: string;
  readonly example: unknown;
}

function rowsOf(section: string): Row[] {
  const [, after = ''] = text.split(`### ${section}\n`);
  const [own = ''] = after.split('\n#');
  return [...own.matchAll(/^\| `(.+?)` \| (.*) \| (.*) \| `(.*)` \|$/gm)].map(
    ([, key = '', value = '', usual = '', example = '']) => ({
      ...{ key, value, usual, example: parse(example) as unknown },
    }),
  );
}

describe.each(Object.entries(SECTIONS))('docs/topology.md, %s,', (section, way) => {
  const { properties = {}, required = [] } = schemaOf(way);
  const rows = rowsOf(section);

  it('has each key that is declared, and no other', () => {
    expect(rows.map(({ key }) => key).sort()).toEqual(Object.keys(properties).sort());
  });

  it('names the fields of each key', () => {
    for (const { key, value } of rows) {
      for (const field of fieldsOf(key, properties[key] ?? {})) {
        expect(value, key).toContain(`\`${field}\``);
      }
    }
  });

  it('marks the keys that are needed', () => {
    const needed = rows.filter(({ usual }) => usual === 'needed').map(({ key }) => key);
    expect(needed.sort()).toEqual([...required].sort());
  });

  it('has examples that are accepted', () => {
    for (const { key, example } of rows) {
      if (['name', 'vars', '$schema'].includes(key)) continue;
      const members = way.map((word) => (word === '*' ? 0 : word));
      const issues = checkAt(members, {
        ...Object.fromEntries(required.map(usualOf)),
        [key]: example,
      });
      expect(issues, key).toEqual([]);
    }
  });

  /** An example of a key that is needed. */
  function usualOf(key: string): [string, unknown] {
    return [key, rows.find((row) => row.key === key)?.example];
  }
});

/** What is wrong with a document that has `value` at a way of keys, all else being right. */
function checkAt(way: readonly (string | number)[], value: unknown): unknown {
  const document = way.reduceRight<unknown>((inner, word) => {
    if (word === 0) return inner;
    if (word === 'peerings') return { peerings: [inner] };
    return { [word]: { one: inner }, ...(word !== 'vpcs' && { cidr: 'auto/24' }) };
  }, value);
  return documentSchema(declared).safeParse(document).error?.issues ?? [];
}

it('each whole file in docs/topology.md is accepted', () => {
  const blocks = text.match(/(?<=\n\n)(?: {4}.*\n)+/g) ?? [];
  const files = blocks.filter((block) => /^ {4}vpcs:/m.test(block));
  expect(files.length).toBeGreaterThanOrEqual(2);
  for (const file of files) {
    const whole = { name: 'doc', value: parse(file), placeOf: () => 'doc' };
    const { issues, document } = expandTopology([whole], {});
    expect(issues).toEqual([]);
    expect(documentSchema(declared).safeParse(document).error?.issues ?? []).toEqual([]);
  }
});
