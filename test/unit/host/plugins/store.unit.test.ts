import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  checkTree,
  newTree,
  readStore,
  sweepStore,
  writeStore,
} from '../../../../src/host/plugins/index.js';
import { newMemoryDirectory } from '../../../support/directories.js';

let directory: string;
beforeEach(() => {
  directory = newMemoryDirectory('vpcctl-store-');
});

/** A tree with a package in it, as npm leaves it. */
function treeWith(name: string): string {
  const root = join(newTree(directory), 'node_modules', name);
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
  return root;
}

describe('the store', () => {
  it('gives back what was written, also for odd names of features', () => {
    const plugins = [{ name: 'a', type: 'link' as const, root: treeWith('a') }];
    const packages = new Map(
      ['a', '__proto__', 'toString'].map((feature) => [feature, { name: 'a', source: 'a@1.0.0' }]),
    );
    writeStore(directory, { plugins, packages });
    expect(readStore(directory)).toEqual({ plugins, packages });
  });

  it('is empty where there is none', () => {
    expect(readStore(join(directory, 'none'))).toEqual({ plugins: [], packages: new Map() });
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"oclif":{}}',
    '{"oclif":{"plugins":[{"name":"a"}]},"vpcctl":{"packages":{}}}',
    '{"oclif":{"plugins":[]},"vpcctl":{"packages":{"a":"b"}}}',
  ])('is damaged, and not empty, where its file is %j', (text) => {
    writeFileSync(join(directory, 'package.json'), text);
    expect(() => readStore(directory)).toThrow(
      expect.objectContaining({ code: 'PLUGIN_STORE_DAMAGED' }),
    );
  });

  it('is damaged where its file is a directory', () => {
    mkdirSync(join(directory, 'package.json'));
    expect(() => readStore(directory)).toThrow(
      expect.objectContaining({ code: 'PLUGIN_STORE_DAMAGED' }),
    );
  });

  it('keeps the trees that it names, and no others', () => {
    const [kept, replaced] = [treeWith('a'), treeWith('a')];
    writeStore(directory, {
      plugins: [{ name: 'a', type: 'link', root: kept }],
      packages: new Map(),
    });
    sweepStore(directory);
    expect(existsSync(kept)).toBe(true);
    expect(existsSync(replaced)).toBe(false);
    expect(readStore(directory).plugins).toHaveLength(1);
  });
});

it.each(['package.json', '../beside/index.js'])(
  'a tree is refused where every user may write to a file of it: %s',
  (name) => {
    const root = treeWith('a');
    const tree = join(root, '../..');
    expect(() => checkTree('a', tree)).not.toThrow();
    const file = join(root, name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '{}');
    chmodSync(file, 0o666);
    expect(() => checkTree('a', tree)).toThrow(expect.objectContaining({ code: 'PLUGIN_UNSAFE' }));
  },
);
