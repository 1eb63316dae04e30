import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identify } from '../../../../src/host/kept/index.js';
import { directoryOfLabs } from '../../../../src/lab/named/directory.js';
import { findLab } from '../../../../src/lab/named/find.js';
import { isThere, type LabRecord, parseRecord } from '../../../../src/lab/named/record.js';
import { withLabs } from '../../../../src/lab/named/store.js';
import { newMemoryDirectory } from '../../../support/directories.js';

/** A process that lives as long as the test. */
function self() {
  const identity = identify(process.pid);
  if (identity === null) throw new Error('the test has no /proc');
  return identity;
}

const making = (name: string): LabRecord => ({
  ...{ name, since: '2026-11-30T12:00:00.000Z', maker: self(), init: null },
});

/** A lab in this test's own network namespace counts as none, so this one is elsewhere. */
const ended = (name: string): LabRecord => ({
  ...making(name),
  init: { ...self(), started: '1' },
});

describe('the record of a lab', () => {
  it('is read as it was written, and not by another name', () => {
    const text = JSON.stringify(ended('a'));
    expect(parseRecord('a', text)).toEqual(ended('a'));
    expect(parseRecord('b', text)).toBeNull();
  });

  it.each([
    ['', 'nothing'],
    ['{"name": "a"}', 'a part'],
    [JSON.stringify({ ...making('a'), init: { ...self(), pid: 1 } }), 'process 1'],
    [JSON.stringify({ ...making('a'), since: 'then' }), 'no time'],
  ])('is none where the text is wrong: %s', (text) => {
    expect(parseRecord('a', text)).toBeNull();
  });

  it('is of a lab that exists only by number, start, boot and network together', () => {
    expect(isThere(making('a'))).toBe(true);
    for (const change of [{ started: '1' }, { boot: 'x' }, { inode: 1 }, { pid: 2 ** 30 }]) {
      expect(isThere({ ...making('a'), maker: { ...self(), ...change } })).toBe(false);
    }
  });

  it('is never of a process in the own network namespace', () => {
    expect(isThere({ ...making('a'), init: self() })).toBe(false);
  });
});

describe('the records of a user', () => {
  it('are in a directory of that user', () => {
    const own = newMemoryDirectory('vpcctl-labs-');
    const uid = process.geteuid?.() ?? 0;
    expect(directoryOfLabs({ XDG_RUNTIME_DIR: own }, 0)).toBe('/run/vpcctl-labs');
    expect(directoryOfLabs({}, 1000)).toBe('/tmp/vpcctl-labs-1000');
    expect(directoryOfLabs({ XDG_RUNTIME_DIR: own }, uid + 1)).toBe(`/tmp/vpcctl-labs-${uid + 1}`);
  });

  it('are swept where the lab has ended, and leave no directory when there are none', async () => {
    const directory = join(newMemoryDirectory('vpcctl-labs-'), 'labs');
    await withLabs(({ write }) => {
      write(making('b'));
      write(ended('a'));
    }, directory);
    expect(readdirSync(directory)).toHaveLength(2);
    const { records, swept } = await withLabs((store) => store, directory);
    expect([records, swept]).toEqual([[making('b')], ['a']]);
    await withLabs(({ remove }) => remove('b'), directory);
    expect(() => readdirSync(directory)).toThrow('ENOENT');
  });

  it('of another process namespace are left alone', async () => {
    const directory = join(newMemoryDirectory('vpcctl-labs-'), 'labs');
    mkdirSync(directory, { mode: 0o700 });
    writeFileSync(join(directory, 'a.1.json'), JSON.stringify(ended('a')));
    const { records, swept } = await withLabs((store) => store, directory);
    expect([records, swept]).toEqual([[], []]);
    expect(readdirSync(directory)).toEqual(['a.1.json']);
  });

  it('are refused where another user may write', async () => {
    const directory = join(newMemoryDirectory('vpcctl-labs-'), 'labs');
    mkdirSync(directory);
    chmodSync(directory, 0o777);
    await expect(withLabs(() => {}, directory)).rejects.toMatchObject({ code: 'LABS_UNSAFE' });
    rmSync(directory, { recursive: true });
  });

  it('are asked for by name', () => {
    const code = (name: string, swept: string[] = []) => {
      try {
        findLab([making('shop')], name, swept);
      } catch (error) {
        return error;
      }
      return null;
    };
    expect(code('shpo')).toMatchObject({ code: 'LAB_UNKNOWN' });
    expect(code('old', ['old'])).toMatchObject({ code: 'LAB_ENDED' });
    expect(code('shop')).toMatchObject({ code: 'LAB_BUSY' });
  });
});
