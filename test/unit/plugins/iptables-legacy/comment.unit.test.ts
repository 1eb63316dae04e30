import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commentMatch } from '../../../../plugins/iptables-legacy/src/ruleset/comment.js';

const text = (said: string): string => `-m comment --comment ${said}`;

/** What a shell-like reader makes of the words that iptables-legacy-restore gets. */
function read(match: string): string {
  const word = match.slice(text('').length);
  return word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/gs, '$1') : word;
}

describe("a rule's comment", () => {
  test('is its description', () => {
    expect(commentMatch('web')).toBe(text('web'));
    expect(commentMatch('the web server')).toBe(text('"the web server"'));
    expect(commentMatch(`it's a "duck" \\`)).toBe(text(`"it\\'s a \\"duck\\" \\\\"`));
  });

  test.each([null, '', '  ', '\u0000\n'])('is none where %j says nothing', (description) => {
    expect(commentMatch(description)).toBe('');
  });

  test('is cut between characters', () => {
    expect(commentMatch('a'.repeat(300))).toBe(text('a'.repeat(255)));
    expect(commentMatch(`${'a'.repeat(254)}é`)).toBe(text('a'.repeat(254)));
    expect(read(commentMatch('🦆'.repeat(80)))).toBe('🦆'.repeat(63));
  });

  /** What a line and its words may stumble over, and plain letters. */
  const character = fc.oneof(
    fc.constantFrom(
      '"',
      "'",
      '\\',
      '\n',
      '\r',
      '\0',
      '\u2028',
      '\ud83e',
      ' ',
      '-',
      '!',
      '#',
      'é',
      '🦆',
    ),
    fc.constantFrom(...'abc123'),
  );

  test('is one word of one line, and says what it should', () => {
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 300 }), (description) => {
        const match = commentMatch(description);
        const said = match === '' ? '' : read(match);
        expect(match).toMatch(/^(?:-m comment --comment (?:[\w-]+|"(?:[^"\\\p{Cc}]|\\.)*"))?$/u);
        const clean = description.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, ' ').trim();
        expect(clean.startsWith(said)).toBe(true);
        expect(said.length === clean.length || Buffer.byteLength(said) > 251).toBe(true);
      }),
    );
  });
});
