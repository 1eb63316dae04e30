import { expect, it } from 'vitest';
import { allSources } from '../../support/house/sources.js';
import { NEEDS_KOFFI } from '../../support/run/needs-koffi.js';

const tests = allSources().filter(({ path }) => /^test\/.*\.(unit|int|e2e)\.test\.ts$/.test(path));
const matches = (pattern: string, path: string) =>
  pattern.endsWith('/**') ? path.startsWith(pattern.slice(0, -2)) : path === pattern;

it('a test that asks for netlink is left out where koffi cannot be loaded', () => {
  const asking = tests.filter(
    ({ path, text }) =>
      path.startsWith('test/kernel/') && text.includes("VPCCTL_EXECUTOR: 'netlink'"),
  );
  expect(asking.length).toBeGreaterThan(3);
  const missing = asking.filter(({ path }) => !NEEDS_KOFFI.some((one) => matches(one, path)));
  expect(missing.map(({ path }) => path)).toEqual([]);
});

it('each name in the list is of a test', () => {
  const idle = NEEDS_KOFFI.filter((one) => !tests.some(({ path }) => matches(one, path)));
  expect(idle).toEqual([]);
});
