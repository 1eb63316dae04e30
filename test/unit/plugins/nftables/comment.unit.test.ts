import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comment } from '../../../../plugins/nftables/src/ruleset/comment.js';

describe("a rule's comment", () => {
  test('is its description', () => {
    expect(comment('the web server', 'rule 1')).toBe('the web server');
  });

  test.each([null, '', '  ', '\u0000\n'])(
    'is the given text where the description %j is blank',
    (description) => {
      expect(comment(description, 'rule 1')).toBe('rule 1');
    },
  );

  test('is cut between characters', () => {
    expect(comment('a'.repeat(200), '')).toBe('a'.repeat(128));
    expect(comment(`${'a'.repeat(127)}é`, '')).toBe('a'.repeat(127));
    expect(comment('🦆'.repeat(40), '')).toBe('🦆'.repeat(32));
  });

  test('is safe in JSON, in nft and in a saved ruleset', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (description) => {
        const text = comment(description, '');
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(128);
        expect(text).not.toMatch(/["\p{Cc}\p{Cs}]/u);
      }),
    );
    expect(comment('half \ud83e a duck "quoted"', '')).toBe("half   a duck 'quoted'");
  });
});
