import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { coreFeatures } from '../../../src/features/index.js';
import { CHECKOUT } from '../../support/checkout.js';
import { given, TUTORIAL } from '../../support/features/given.js';

const text = readFileSync(join(CHECKOUT, 'docs/plugins.md'), 'utf8');
const [, section = ''] = text.split("## The core's events");
/** The names in the cells of each row. */
const rows = [...section.matchAll(/^\| (`.*?) \| (.*) \|$/gm)].map((row) =>
  row.slice(1).map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)),
);

it("docs/plugins.md lists all of the core's events", () => {
  const types = coreFeatures.flatMap(({ intents }) => intents.map(({ type }) => type));
  expect(rows.flatMap(([listed = []]) => listed).toSorted()).toEqual(types.toSorted());
});

it('docs/plugins.md lists their data', () => {
  const instance = { vpc: 'vpc1', subnet: 'public', name: 'c1' };
  const requests = [...TUTORIAL, ['instance.add', instance] as const];
  for (const [at, [type, input]] of requests.entries()) {
    const { data } = given(...requests.slice(0, at)).when(type, input);
    const [, listed = []] = rows.find(([types = []]) => types.includes(type)) ?? [];
    expect(listed, type).toEqual(Object.keys(data));
  }
});
