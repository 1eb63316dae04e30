import type { Json } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressMatch } from '../../../../plugins/nftables/src/ruleset/addresses.js';
import { cidr } from '../../../support/plugins/nftables-arbitrary.js';

describe('a match on addresses, as nft prints it', () => {
  const examples: readonly [given: string[], printed: Json][] = [
    [['10.1.2.3'], '10.1.2.3'],
    [['10.1.2.3/32'], '10.1.2.3'],
    [['10.1.2.3/8'], { prefix: { addr: '10.0.0.0', len: 8 } }],
    [['0.0.0.0/0'], { prefix: { addr: '0.0.0.0', len: 0 } }],
    [['10.0.1.0/24', '10.0.0.0/24'], { prefix: { addr: '10.0.0.0', len: 23 } }],
    [['10.0.1.0/24', '10.0.2.0/24'], { range: ['10.0.1.0', '10.0.2.255'] }],
    [['10.0.0.0/8', '10.1.0.0/16'], { prefix: { addr: '10.0.0.0', len: 8 } }],
    [
      ['172.16.0.0/16', '10.0.0.0/24', '10.0.2.1'],
      {
        set: [
          { prefix: { addr: '10.0.0.0', len: 24 } },
          '10.0.2.1',
          { prefix: { addr: '172.16.0.0', len: 16 } },
        ],
      },
    ],
  ];
  test.each(examples)('%j is %j', (given, printed) => {
    expect(addressMatch(given)).toEqual(printed);
  });

  test('does not depend on order or repetition', () => {
    fc.assert(
      fc.property(fc.array(cidr, { minLength: 1, maxLength: 6 }), (cidrs) => {
        expect(addressMatch([...cidrs, ...cidrs].reverse())).toEqual(addressMatch(cidrs));
      }),
    );
  });

  test.each(['', '10.0.0', '10.0.0.256', '10.0.0.0/33', 'fd00::/8', '10.0.0.0/8/8', '@bridges'])(
    '“%s” is refused',
    (given) => expect(() => addressMatch([given])).toThrow('is not an IPv4 address'),
  );
});
