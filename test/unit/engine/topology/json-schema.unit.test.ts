// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language has them
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { declaredBy } from '../../../../src/engine/topology/declared.js';
import { topologyJsonSchema } from '../../../../src/engine/topology/json-schema.js';
import { CHECKOUT } from '../../../support/checkout.js';
import { LENGTHS } from '../../../support/run/lengths.js';
import { anyTopology } from '../../../support/topology/arbitrary.js';
import { registry } from '../../../support/topology/registry.js';

const EXAMPLES = join(CHECKOUT, 'examples');
const FILES = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /^[^/]+\/[^/]+\.yaml$/.test(path),
);

// In strict mode the validator refuses words that JSON schemas do not have.
const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  topologyJsonSchema(declaredBy(registry)),
);

/** What is wrong with a document: paths in it. */
function faultsOf(document: unknown): string[] {
  return isValid(document) ? [] : (isValid.errors ?? []).map(({ instancePath }) => instancePath);
}

const subnetWith = (keys: object) => ({ vpcs: { a: { subnets: { b: keys } } } });

it.each(FILES)('accepts examples/%s', (path) => {
  const documents = parseAllDocuments(readFileSync(join(EXAMPLES, path), 'utf8'));
  expect(documents.length).toBeGreaterThan(0);
  for (const document of documents) {
    expect(document.errors).toEqual([]);
    expect(faultsOf(document.toJS())).toEqual([]);
  }
});

it('finds the examples', () => {
  expect(FILES.length).toBeGreaterThan(5);
});

it('accepts all topologies that can be applied', () => {
  fc.assert(
    fc.property(anyTopology, (document) => {
      expect(faultsOf(document)).toEqual([]);
    }),
    { numRuns: LENGTHS.examples ?? 50 },
  );
});

it.each([
  ['a range in a name', { vpcs: { 'app[1-50]': { cidr: '10.${i}.0.0/16' } } }],
  ['a range from a variable', { vars: { n: 3 }, vpcs: { 'app[1-${n}]': { cidr: 'auto/16' } } }],
  ['an expression for a number', { vpcs: { a: { limits: { connections: '${n * 10}' } } } }],
  ['an expression for a segment', { vpcs: { a: { segment: '${7000 + i}' } } }],
  ['an expression for true', { vpcs: { a: { allowOverlap: '${overlap}' } } }],
  ['an expression for a certain word', subnetWith({ type: '${type}' })],
  [
    'an expression for a port',
    subnetWith({ firewall: { ingress: [{ action: 'allow', port: '${p}' }] } }),
  ],
  [
    'a part of a topology, without what another file says',
    subnetWith({ shape: { rate: '1mbit' } }),
  ],
  ['lists and objects without anything', { vars: null, vpcs: { a: null, b: { subnets: null } } }],
  [
    'keys of the plugins',
    subnetWith({ forward: ['8080:80', { ports: '53/udp', listen: '203.0.113.2' }] }),
  ],
  ['no peering', { peerings: null }],
  [
    'a peering of ranges',
    { peerings: [{ between: ['hub', 'spoke[1-3]'], allow: ['10.${i}.0.0/16'] }] },
  ],
])('accepts %s', (_, document) => {
  expect(faultsOf(document)).toEqual([]);
});

it.each([
  ['an unknown key', subnetWith({ cdir: '10.0.1.0/24' }), '/vpcs/a/subnets/b'],
  ['a list for a map', { vpcs: [] }, '/vpcs'],
  ['a word for a number', { vpcs: { a: { segment: 'seven' } } }, '/vpcs/a/segment'],
  ['a number out of range', { vpcs: { a: { segment: 3 } } }, '/vpcs/a/segment'],
  ['another word', subnetWith({ type: 'pubic' }), '/vpcs/a/subnets/b/type'],
  [
    'a rule without an action',
    subnetWith({ firewall: { ingress: [{}] } }),
    '/vpcs/a/subnets/b/firewall/ingress/0',
  ],
  ['a peering without its VPCs', { peerings: [{ allow: [] }] }, '/peerings/0'],
  ['a peering of three', { peerings: [{ between: ['a', 'b', 'c'] }] }, '/peerings/0/between'],
  ['a broken variable', { vars: { n: 1.5 } }, '/vars/n'],
])('refuses %s', (_, document, path) => {
  expect(faultsOf(document)).toContain(path);
});
