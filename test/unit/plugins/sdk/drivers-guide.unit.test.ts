import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CHECKOUT } from '../../../support/checkout.js';

const read = (path: string): string => readFileSync(join(CHECKOUT, path), 'utf8');

/** Code that the guide shows, each with the file that it is taken from. */
const QUOTED = [
  'plugins/none/src/index.ts',
  'test/kernel/drivers/nftables/conformance.int.test.ts',
];

it('the guide for drivers shows the code of the sources', () => {
  const blocks = [...read('docs/drivers.md').matchAll(/^```ts\n(.*?)^```$/gms)];
  expect(blocks).toHaveLength(QUOTED.length);
  for (const [index, path] of QUOTED.entries()) expect(read(path)).toContain(blocks[index]?.[1]);
  expect(blocks[0]?.[1]).toBe(read('plugins/none/src/index.ts'));
});

it('the guide for drivers names existing files', () => {
  const named = read('docs/drivers.md').matchAll(/`((?:plugins|test)\/[\w/.-]+)`/g);
  const paths = [...named].map(([, path]) => path ?? '');
  expect(paths.length).toBeGreaterThan(4);
  for (const path of paths.filter((each) => /\.\w+$/.test(each))) expect(read(path)).not.toBe('');
});
