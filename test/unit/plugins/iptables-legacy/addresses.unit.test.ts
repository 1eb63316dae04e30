import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressMatches } from '../../../../plugins/iptables-legacy/src/ruleset/addresses.js';
import { cidr } from '../../../support/plugins/nftables-arbitrary.js';

describe('matches on addresses, as iptables-legacy-save prints them', () => {
  const examples: readonly [given: string[], printed: string[]][] = [
    [[], []],
    [['10.1.2.3'], ['-s 10.1.2.3/32']],
    [['10.1.2.3/8'], ['-s 10.0.0.0/8']],
    [['0.0.0.0/0'], ['']],
    [['10.0.1.0/24', '10.0.0.0/24'], ['-s 10.0.0.0/23']],
    [
      ['10.0.1.0/24', '10.0.2.0/24'],
      ['-s 10.0.1.0/24', '-s 10.0.2.0/24'],
    ],
    [['10.0.0.0/8', '10.1.0.0/16'], ['-s 10.0.0.0/8']],
    [
      ['255.255.255.255', '0.0.0.0'],
      ['-s 0.0.0.0/32', '-s 255.255.255.255/32'],
    ],
  ];
  test.each(examples)('%j are %j', (given, printed) => {
    expect(addressMatches('-s', given)).toEqual(printed);
  });

  test('do not depend on order or repetition, and are never more than the given ones', () => {
    fc.assert(
      fc.property(fc.array(cidr, { maxLength: 6 }), (cidrs) => {
        const matches = addressMatches('-d', cidrs);
        expect(addressMatches('-d', [...cidrs, ...cidrs].reverse())).toEqual(matches);
        expect(matches.length).toBeLessThanOrEqual(cidrs.length);
        // Said once more, they are the same.
        const again = matches.map((match) => (match === '' ? '0.0.0.0/0' : match.slice(3)));
        expect(addressMatches('-d', again)).toEqual(matches);
      }),
    );
  });

  test.each(['', '10.0.0', '10.0.0.256', '10.0.0.0/33', 'fd00::/8', '10.0.0.0/8/8', '-j ACCEPT'])(
    '“%s” is refused',
    (given) => expect(() => addressMatches('-s', [given])).toThrow('is not an IPv4 address'),
  );
});
