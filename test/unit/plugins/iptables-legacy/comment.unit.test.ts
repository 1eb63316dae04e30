import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comment, commentMatch } from '../../../../plugins/iptables-legacy/src/ruleset/comment.js';

const text = (said: string): string => `-m comment --comment ${said}`;

/** What a shell-like reader makes of the words that iptables-legacy-restore gets. */
function read(match: string): string {
  const word = match.slice(text('').length);
  return word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/gs, '$1') : word;
}

describe("a rule's comment", () => {
  test('is its description', () => {
    expect(comment('the web server', 'rule 1')).toBe('the web server');
    expect(commentMatch('web')).toBe(text('web'));
    expect(commentMatch('the web server')).toBe(text('"the web server"'));
    expect(commentMatch(`it's a "duck" \\`)).toBe(text(`"it\\'s a \\"duck\\" \\\\"`));
  });

  test.each([null, '', '  ', '\u0000\n'])(
    'is the given text where the description %j is blank',
    (description) => {
      expect(comment(description, 'rule 1')).toBe('rule 1');
    },
  );

  test('is cut between characters', () => {
    expect(comment('a'.repeat(300), '')).toBe('a'.repeat(255));
    expect(comment(`${'a'.repeat(254)}é`, '')).toBe('a'.repeat(254));
    expect(comment('🦆'.repeat(80), '')).toBe('🦆'.repeat(63));
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

  test('is one word on one line, with its text', () => {
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 300 }), (description) => {
        const match = commentMatch(comment(description, 'rule 1'));
        const said = read(match);
        expect(match).toMatch(/^-m comment --comment (?:[\w-]+|"(?:[^"\\\p{Cc}]|\\.)*")$/u);
        const clean = description.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, ' ').trim();
        expect((clean || 'rule 1').startsWith(said)).toBe(true);
        expect(said.length === (clean || 'rule 1').length || Buffer.byteLength(said) > 251).toBe(
          true,
        );
      }),
    );
  });
});
