import { expect, it } from 'vitest';
import { reportIssues } from '../../../../src/ui/files/report.js';

const source = { name: 'net.yaml', text: 'vpcs:\n  "v[1-9]": {cidr: 10}\n' };
const at = (offset: number, message: string, hint?: string) => ({ source, offset, message, hint });

it('issues at one place share its line and their hint, and of many a few are shown', () => {
  const range = Array.from({ length: 9 }, (_, n) =>
    at(8, `the CIDR of v${n + 1} is wrong`, 'look'),
  );
  expect(reportIssues([...range, at(8, 'the CIDR of v1 is wrong', 'look')])).toBe(
    `net.yaml:2:3: the CIDR of v1 is wrong
net.yaml:2:3: the CIDR of v2 is wrong
net.yaml:2:3: the CIDR of v3 is wrong
net.yaml:2:3: and 6 more
    "v[1-9]": {cidr: 10}
    ^
  → look`,
  );
});

it('of many places the first are shown, and the issues of the others are counted', () => {
  const text = Array.from({ length: 30 }, (_, n) => at(n, `at ${n}`));
  const shown = reportIssues([...text, at(29, 'another')]);
  expect(shown).toContain('at 19\n');
  expect(shown).not.toContain('at 20\n');
  expect(shown).toMatch(/\nand 11 more$/);
});
