import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frame } from '../../../../../src/ui/commands/see/redraw.js';

/** The lines of a frame, as a terminal shows them. */
function shown(drawn: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: sequences begin with ESC
  const bare = drawn.replaceAll(/\u001b\[[HJK]/g, '');
  return bare.split('\r\n').slice(0, -1);
}

describe('a frame', () => {
  it('has no more lines and columns than the terminal', () => {
    const text = fc.array(fc.string({ maxLength: 30 })).map((lines) => lines.join('\n'));
    const size = fc.record({
      rows: fc.integer({ min: 3, max: 20 }),
      columns: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(text, size, (whole, { rows, columns }) => {
        const lines = shown(frame(whole, { rows, columns }));
        expect(lines.length).toBeLessThan(rows);
        for (const line of lines.slice(0, rows - 2)) {
          expect([...line].length).toBeLessThanOrEqual(columns);
        }
      }),
    );
  });

  it('begins at the first place, clears what is behind each line, and says what has no room', () => {
    expect(frame('a\nb', { rows: 9, columns: 9 })).toBe(
      '\u001b[Ha\u001b[K\r\nb\u001b[K\r\n\u001b[J',
    );
    expect(shown(frame('1\n2\n3\n4\n5', { rows: 4, columns: 20 }))).toEqual([
      ...['1', '2', '… 3 more lines'],
    ]);
  });

  it('has no sequence of the text that it shows', () => {
    const drawn = frame('\u001b[2Ja\u009b31m\rb', { rows: 9, columns: 20 });
    expect(shown(drawn)).toEqual(['\ufffd[2Ja\ufffd31m\ufffdb']);
  });
});
