import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  addDeniedReader,
  readDeniedReaders,
  removeDeniedReader,
} from '../../../../src/host/record/denied-readers.js';
import { temporaryDirectory } from '../../../support/engine/support.js';

it('a reader counts while its process lives, and what others left is removed', () => {
  const directory = temporaryDirectory();
  const folder = join(directory, 'denied-readers');
  expect(readDeniedReaders(directory)).toEqual([]);
  mkdirSync(folder);
  const dead = { pid: 1, started: '0', boot: 'another', inode: 1 };
  writeFileSync(join(folder, '1.json'), JSON.stringify({ group: 7002, vpc: null, process: dead }));
  writeFileSync(join(folder, '2.json'), 'no JSON');
  expect(readDeniedReaders(directory)).toEqual([]);
  addDeniedReader(directory, { group: 7001, vpc: 'vpc1' });
  expect(readdirSync(folder)).toEqual([`${process.pid}.json`]);
  expect(readDeniedReaders(directory)).toEqual([{ group: 7001, vpc: 'vpc1' }]);
  removeDeniedReader(directory);
  expect(readDeniedReaders(directory)).toEqual([]);
});
