import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryPoints, readContract } from '../../../support/plugins/contract.js';

const ADVICE = `the contract of the SDK has changed (test/unit/plugins/sdk/contract.snapshot.txt).
Was something taken away or narrowed, so that a plugin would not build or work any more? Then raise API_VERSION in
plugins/sdk/src/contract/plugin.ts; plugins of the old version are refused then. Something that only came needs no new version.
When all is as it is to be: npx vitest run --project unit test/unit/plugins/sdk/contract.unit.test.ts -u`;

/** Programs of TypeScript take seconds, and more on a busy machine. */
const PATIENCE_MS = 240_000;

describe('the contract of the SDK', () => {
  it('equals its snapshot, and has a comment for each name', {
    timeout: PATIENCE_MS,
  }, async () => {
    const { report, undocumented } = readContract(entryPoints());
    await expect(report, ADVICE).toMatchFileSnapshot('contract.snapshot.txt');
    expect(
      undocumented,
      'exports, or members of exported interfaces, without a doc comment',
    ).toEqual([]);
  });
});

const PLUGIN = join(import.meta.dirname, '../../../../plugins/sdk/src/contract/plugin.ts');

describe('a contract that changes', () => {
  const source = readFileSync(PLUGIN, 'utf8');
  const read = (changed: string) => readContract({ sdk: PLUGIN }, { [PLUGIN]: changed });
  const before = read(source);

  it.each([
    ['a version', 'API_VERSION = 3', 'API_VERSION = 4'],
    ['a signature', 'readonly apiVersion: number', 'readonly apiVersion: number | string'],
    ['what is optional', 'readonly drivers?:', 'readonly drivers:'],
    ['an export that goes', "export const PLUGIN_HOOK = 'vpcctl:plugin';", ''],
    [
      'an export that comes',
      'export const PLUGIN_HOOK',
      'export const MORE = 1;\nexport const PLUGIN_HOOK',
    ],
  ])('is noticed: %s', (_, old, changed) => {
    expect(source).toContain(old);
    expect(read(source.replace(old, changed)).report).not.toBe(before.report);
  });

  it('is the same with other comments, and a missing comment is named', () => {
    const without = read(source.replaceAll(/^ *\/\*\* .*$/gm, ''));
    expect(without.report).toBe(before.report);
    expect(before.undocumented).toEqual([]);
    expect(without.undocumented).toContain('API_VERSION');
    expect(without.undocumented).toContain('VpcctlPlugin.features');
  });
});
