import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkStateDirectory } from '../../../../src/host/record/paths.js';
import { dangerAbove, dangerIn, dangerOf } from '../../../../src/host/record/trusted-path.js';
import { newMemoryDirectory } from '../../../support/directories.js';

let directory: string;
beforeEach(() => {
  directory = newMemoryDirectory('vpcctl-trust-');
});

const make = (path: string, mode: number) => {
  mkdirSync(join(directory, path));
  chmodSync(join(directory, path), mode);
  return join(directory, path);
};

const stats = (uid: number, gid: number, mode: number) =>
  ({ uid, gid, mode }) as Parameters<typeof dangerOf>[1];

describe('a file', () => {
  const me = process.geteuid?.() ?? 0;
  const ownGroup = process.getegid?.() ?? 0;
  it.each([
    [me, ownGroup, 0o600, null],
    [0, 0, 0o664, null],
    [me, ownGroup, 0o664, null],
    [me, 54_321, 0o664, 'group 54321 may write to f'],
    [me, ownGroup, 0o602, 'every user may write to f'],
    [54_321, 0, 0o600, 'f belongs to user 54321'],
  ])('of user %d and group %d with mode %o: %s', (uid, gid, mode, danger) => {
    expect(dangerOf('f', stats(uid, gid, mode))).toBe(danger);
  });
});

describe('a path', () => {
  it('is safe below a sticky directory, and where its last parts are missing', () => {
    expect(dangerAbove(join(directory, 'a/b/c'))).toBeNull();
    make('sticky', 0o1777);
    expect(dangerAbove(join(directory, 'sticky/a'))).toBeNull();
  });

  it('is not safe below a directory that every user may write to', () => {
    const open = make('open', 0o777);
    mkdirSync(join(open, 'below'), { mode: 0o700 });
    expect(dangerAbove(join(open, 'below/file'))).toBe(`every user may write to ${open}`);
  });

  it('is followed through links, on both sides of them', () => {
    const open = make('open', 0o777);
    mkdirSync(join(open, 'target'), { mode: 0o700 });
    symlinkSync(join(open, 'target'), join(directory, 'link'));
    expect(dangerAbove(join(directory, 'link/file'))).toBe(`every user may write to ${open}`);
    symlinkSync('nowhere', join(directory, 'dangling'));
    expect(dangerAbove(join(directory, 'dangling/file'))).toMatch(/dangling is a link that leads/);
    const safe = make('safe', 0o700);
    symlinkSync(safe, join(directory, 'good'));
    expect(dangerAbove(join(directory, 'good/file'))).toBeNull();
  });
});

describe('a state directory', () => {
  const check = (path: string) => {
    const before = process.env['VPCCTL_HOME'];
    process.env['VPCCTL_HOME'] = path;
    try {
      checkStateDirectory();
    } finally {
      process.env['VPCCTL_HOME'] = before;
    }
  };

  it('is safe where nobody else may write, or where there is none yet', () => {
    const home = make('home', 0o700);
    writeFileSync(join(home, 'journal.ndjson'), '');
    expect(dangerIn(home)).toBeNull();
    expect(() => check(home)).not.toThrow();
    expect(() => check(join(directory, 'none'))).not.toThrow();
  });

  it.each<[string, (home: string) => void, string]>([
    ['that every user may write to', (home) => chmodSync(home, 0o777), 'every user may write to'],
    [
      'with a file that every user may write to',
      (home) => {
        writeFileSync(join(home, 'journal.ndjson'), '');
        chmodSync(join(home, 'journal.ndjson'), 0o666);
      },
      'journal.ndjson',
    ],
    [
      'with a link in place of a file',
      (home) => symlinkSync('/dev/null', join(home, 'vpcctl.log')),
      'vpcctl.log is a link',
    ],
  ])('%s is refused', (_, spoil, says) => {
    const home = make('home', 0o700);
    spoil(home);
    expect(() => check(home)).toThrow(
      expect.objectContaining({ code: 'HOME_UNSAFE', message: expect.stringContaining(says) }),
    );
  });
});
