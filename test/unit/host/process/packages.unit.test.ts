import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkPrograms, checkRoot } from '../../../../src/host/process/packages.js';
import { findProgram, searchPath } from '../../../../src/host/process/search-path.js';

describe('checkRoot', () => {
  it('accepts root', () => {
    expect(() => checkRoot(0)).not.toThrow();
  });

  it('tells other users both ways to be root, with their own command line', () => {
    const args = ['create-vpc', 'a b', '10.0.0.0/16'];
    expect(() => checkRoot(1000, args)).toThrow(
      expect.objectContaining({
        code: 'NOT_ROOT',
        category: 'environment',
        hints: [
          "sudo vpcctl create-vpc 'a b' 10.0.0.0/16",
          "vpcctl lab -- vpcctl create-vpc 'a b' 10.0.0.0/16",
        ],
      }),
    );
  });
});

describe('checkPrograms', () => {
  it('accepts installed programs', () => {
    expect(() => checkPrograms({ sh: 'dash', cat: 'coreutils' })).not.toThrow();
  });

  it('looks on another path where one is given', () => {
    expect(() => checkPrograms({ sh: 'dash' }, '/nowhere')).toThrow('sh is not installed');
  });

  it('names all missing programs, and each package once', () => {
    const programs = { sh: 'dash', 'no-ip': 'iproute2', 'no-tc': 'iproute2', 'no-nft': 'nftables' };
    expect(() => checkPrograms(programs)).toThrow(
      expect.objectContaining({
        code: 'HOST_PROGRAM_MISSING',
        category: 'environment',
        message: 'no-ip and no-tc and no-nft are not installed',
        hints: ['apt install iproute2 nftables'],
      }),
    );
  });
});

describe('findProgram', () => {
  const directory = mkdtempSync(join(tmpdir(), 'vpcctl-path-test-'));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('finds the first executable file, and skips directories and plain files', () => {
    const [one, two, three] = ['one', 'two', 'three'].map((name) => join(directory, name));
    for (const each of [one, two, three]) mkdirSync(each ?? '', { recursive: true });
    mkdirSync(join(one ?? '', 'prog'));
    writeFileSync(join(two ?? '', 'prog'), '');
    chmodSync(join(two ?? '', 'prog'), 0o644);
    writeFileSync(join(three ?? '', 'prog'), '', { mode: 0o755 });
    expect(findProgram('prog', `${one}:${two}:${three}`)).toBe(`${three}/prog`);
    expect(findProgram('prog', `${one}:${two}`)).toBeNull();
  });

  it('searches the system directories of Debian last', () => {
    expect(searchPath({ PATH: '/opt/bin:/usr/bin' })).toBe(
      '/opt/bin:/usr/bin:/usr/sbin:/sbin:/bin',
    );
    expect(searchPath({})).toBe('/usr/sbin:/sbin:/usr/bin:/bin');
  });
});
