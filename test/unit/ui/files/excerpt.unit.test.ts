import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { excerpt } from '../../../../src/ui/files/excerpt.js';

describe('the line of a fault', () => {
  it.each([
    ['a: b\nc: d\n', 8, '  c: d', 5],
    ['\ta: b', 1, '      a: b', 6],
    ['名前: b', 4, '  名前: b', 8],
    ['\u001b[31m: b\r\n', 6, '  \ufffd[31m: b', 8],
    ['a\u202eb: c', 2, '  a\ufffdb: c', 4],
    ['a: [', 9, '  a: [', 6],
    ['', 0, '  ', 2],
    ['a\n', 2, '  ', 2],
  ])('%j at %d is shown with a caret under the place', (text, offset, line, column) => {
    expect(excerpt(text, offset)).toEqual([line, `${' '.repeat(column)}^`]);
  });

  it('is cut around the caret where it is long', () => {
    const text = `${'x'.repeat(500)}HERE${'y'.repeat(500)}`;
    const [line, caret] = excerpt(text, 500);
    expect(line).toBe(`  …${'x'.repeat(38)}HERE${'y'.repeat(34)}…`);
    expect(line.slice(caret.indexOf('^')).startsWith('HERE')).toBe(true);
  });

  it('has the caret under the place, whatever the line holds', () => {
    const unit = fc.constantFrom(...[...'ab: [\t\u0007\u001b\u200b\u202e名前é😀-']);
    const part = fc.string({ unit, maxLength: 120 });
    fc.assert(
      fc.property(part, part, part, (other, before, after) => {
        const text = `${other}\n${before}@${after}\n${other}`;
        const [line, caret] = excerpt(text, other.length + 1 + before.length);
        const at = line.indexOf('@');
        expect(stringWidth(line.slice(0, at))).toBe(caret.length - 1);
        expect(stringWidth(line)).toBeLessThanOrEqual(80);
        expect(line).not.toMatch(/[\p{Cc}\u202e\u200b]/u);
      }),
    );
  });
});
