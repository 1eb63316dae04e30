import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile, sweepTemporaries, writeExport } from '@vpcctl/journal';
import { expect, it } from 'vitest';
import { newMemoryDirectory } from '../../../support/directories.js';

/** Greater than any number that the kernel gives. */
const ENDED = 0x7fff_ffff;

/** A directory with what a killed process left of `export`, and what a running one is writing. */
function withLeftovers() {
  const directory = newMemoryDirectory('vpcctl-replace-');
  const running = `.export.vpcctl-${process.ppid}`;
  const other = `.other.vpcctl-${ENDED}`;
  for (const name of [`.export.vpcctl-${ENDED}`, running, other])
    writeFileSync(join(directory, name), 'half');
  return { directory, running, other, file: join(directory, 'export') };
}

it('replacing a file removes what killed processes left of the same work, and nothing else', () => {
  const { directory, running, other, file } = withLeftovers();
  replaceFile(file, 'new');
  expect(readdirSync(directory).sort()).toEqual([other, running, 'export'].sort());
  expect(readFileSync(file, 'utf8')).toBe('new');
});

it('so does an export', () => {
  const { directory, running, other, file } = withLeftovers();
  writeExport(file, []);
  expect(readdirSync(directory).sort()).toEqual([other, running, 'export'].sort());
});

it('a file has the mode that is asked for, whatever the mask', () => {
  const file = join(newMemoryDirectory('vpcctl-replace-'), 'file');
  const modeOf = () => statSync(file).mode & 0o7777;
  const mask = process.umask(0o077);
  try {
    replaceFile(file, '', { mode: 0o644, isDurable: false });
    expect(modeOf()).toBe(0o644);
  } finally {
    process.umask(mask);
  }
  chmodSync(file, 0o666);
  replaceFile(file, '');
  expect(modeOf()).toBe(0o600);
});

it('a failure leaves the old file, and no temporary one', () => {
  const directory = newMemoryDirectory('vpcctl-replace-');
  mkdirSync(join(directory, 'taken', 'full'), { recursive: true });
  expect(() => replaceFile(join(directory, 'taken'), 'new')).toThrow(/EISDIR|ENOTEMPTY/);
  expect(readdirSync(directory)).toEqual(['taken']);
});

it('a sweep removes temporary files of all processes, and other files only where they match', () => {
  const { directory } = withLeftovers();
  for (const name of ['.profile', 'a.vpcctl-1', '.a.vpcctl-x', '.a.vpcctl-1.bak'])
    writeFileSync(join(directory, name), '');
  sweepTemporaries(directory, ({ pid, replaces }) => pid === ENDED && replaces === 'other');
  expect(readdirSync(directory)).toHaveLength(6);
  sweepTemporaries(directory);
  expect(readdirSync(directory).sort()).toEqual(
    ['.a.vpcctl-1.bak', '.a.vpcctl-x', '.profile', 'a.vpcctl-1'].sort(),
  );
  expect(() => sweepTemporaries(join(directory, 'missing'))).not.toThrow();
});
