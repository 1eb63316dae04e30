/**
 * The laws of addresses and networks, for both families: the types hold 128 bits although input of
 * IPv6 is refused.
 */
import {
  type AddressFamily,
  addressAt,
  anyNetwork,
  compareAddresses,
  containsAddress,
  containsNetwork,
  hostAt,
  hostCount,
  hostRoute,
  ipv4Of,
  isAnyNetwork,
  isHostRoute,
  isSameAddress,
  isWithinAny,
  knownAddress,
  type Network,
  networkAt,
  networkOf,
  networksIn,
  nextAddress,
  overlaps,
  parseAddress,
  parseDestination,
  parseNetwork,
  parseNetworkOrAddress,
  shortText,
} from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const BITS = { ipv4: 32, ipv6: 128 } as const;
const family = fc.constantFrom<AddressFamily>('ipv4', 'ipv6');

const addressesOf = (of: AddressFamily) =>
  fc.bigInt({ min: 0n, max: 2n ** BigInt(BITS[of]) - 1n }).map((value) => addressAt(of, value));
const address = family.chain(addressesOf);

/** Long and short ones alike, near each other often enough to overlap. */
const network = fc.tuple(address, fc.nat()).chain(([any, seed]) => {
  const bits = BITS[any.family];
  const near = addressAt(any.family, any.value % 16n);
  return fc
    .tuple(fc.constantFrom(any, near), fc.constantFrom(seed % (bits + 1), bits - (seed % 5)))
    .map(([of, length]) => networkOf({ address: of, length }));
});

describe('an address', () => {
  it('is that of its text', () => {
    fc.assert(
      fc.property(address, (one) => {
        expect(knownAddress(one.text)).toEqual(one);
      }),
    );
    fc.assert(
      fc.property(addressesOf('ipv4'), (one) => {
        expect(parseAddress(one.text)).toEqual(one);
      }),
    );
  });

  it('is one of its family only', () => {
    expect(() => addressAt('ipv4', 2n ** 32n)).toThrow('ipv4 has no address 4294967296');
    expect(() => addressAt('ipv6', 2n ** 128n)).toThrow(RangeError);
    expect(() => addressAt('ipv6', -1n)).toThrow(RangeError);
    expect(addressAt('ipv6', 2n ** 128n - 1n).text).toMatch(/^(ffff:){7}ffff$/);
  });

  it('comes in the order of families and numbers', () => {
    fc.assert(
      fc.property(address, address, (one, other) => {
        expect(Math.sign(compareAddresses(one, other))).toBe(0 - compareAddresses(other, one));
        expect(isSameAddress(one, other)).toBe(one.text === other.text);
        const byNumber = one.value < other.value ? -1 : one.value > other.value ? 1 : 0;
        const byFamily = one.family === 'ipv4' ? -1 : 1;
        const expected = one.family === other.family ? byNumber : byFamily;
        expect(compareAddresses(one, other)).toBe(expected);
      }),
    );
  });

  it('has one behind it, but for the last of a family', () => {
    expect(nextAddress(parseAddress('10.0.0.255')).text).toBe('10.0.1.0');
    expect(nextAddress(knownAddress('fd00::ffff')).text).toBe('fd00::1:0');
    expect(() => nextAddress(parseAddress('255.255.255.255'))).toThrow(RangeError);
  });

  it('of IPv4 is found among those of a workload', () => {
    const four = parseAddress('10.0.0.1');
    const six = knownAddress('fd00::1');
    expect(ipv4Of([six, four])).toEqual(four);
    expect(() => ipv4Of([six])).toThrow(RangeError);
  });

  it.each(['10.0.0.1/32', '010.0.0.1', '10.0.0', '', 'default'])('is not %j', (text) => {
    expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'CIDR_INVALID' }));
  });

  it('of IPv6 is refused as input', () => {
    const refused = expect.objectContaining({ code: 'CIDR_IPV6' });
    expect(() => parseAddress('fd00::1')).toThrow(refused);
    expect(() => parseNetworkOrAddress('fd00::1')).toThrow(refused);
    expect(() => parseNetwork('fd00::/64')).toThrow(refused);
    expect(() => parseNetwork('::/0')).toThrow(refused);
  });
});

describe('a network', () => {
  it('is that of its first address and its length', () => {
    fc.assert(
      fc.property(network, (one) => {
        const { family: of, first, last, length, text } = one;
        expect(networkAt(of, first, length)).toEqual(one);
        expect(last - first + 1n).toBe(2n ** BigInt(BITS[of] - length));
        expect(text).toBe(`${addressAt(of, first).text}/${length}`);
        if (of === 'ipv4') expect(parseNetwork(text)).toEqual(one);
      }),
    );
    expect(() => networkAt('ipv4', 1n, 31)).toThrow('0.0.0.1/31 is no network');
    expect(() => networkAt('ipv4', 0n, 33)).toThrow(RangeError);
  });

  it('contains and overlaps by its ends, within its family', () => {
    fc.assert(
      fc.property(network, network, (a, b) => {
        const same = a.family === b.family;
        expect(containsNetwork(a, a) && overlaps(a, a)).toBe(true);
        expect(containsNetwork(a, b)).toBe(same && a.first <= b.first && b.last <= a.last);
        expect(overlaps(a, b)).toBe(overlaps(b, a));
        // Two networks are apart, or one is in the other.
        expect(overlaps(a, b)).toBe(containsNetwork(a, b) || containsNetwork(b, a));
        for (const value of [b.first, b.last]) {
          const end = addressAt(b.family, value);
          expect(containsAddress(a, end)).toBe(containsNetwork(a, hostRoute(end)));
          expect(isWithinAny([a], end.text)).toBe(containsAddress(a, end));
        }
      }),
    );
  });

  it('of one family has nothing of the other', () => {
    const [four, six] = [anyNetwork('ipv4'), anyNetwork('ipv6')];
    expect([four.text, six.text]).toEqual(['0.0.0.0/0', '::/0']);
    fc.assert(
      fc.property(network, (one) => {
        const [own, other] = one.family === 'ipv4' ? [four, six] : [six, four];
        expect(containsNetwork(own, one)).toBe(true);
        expect(containsNetwork(other, one) || overlaps(other, one)).toBe(false);
      }),
    );
  });

  it('of one address is written as that address for people', () => {
    fc.assert(
      fc.property(address, (one) => {
        const host = hostRoute(one);
        expect(isHostRoute(host)).toBe(true);
        expect(host.text).toBe(`${one.text}/${BITS[one.family]}`);
        expect(shortText(host)).toBe(one.text);
        expect(containsAddress(host, one)).toBe(true);
      }),
    );
    expect(shortText(parseNetwork('10.0.0.0/31'))).toBe('10.0.0.0/31');
  });

  it('has its hosts between its first and last address', () => {
    const small = network.filter(({ first, last }) => last - first > 1n && last - first < 40n);
    fc.assert(
      fc.property(small, (one) => {
        const hosts = Array.from({ length: Number(hostCount(one)) }, (_, i) => hostAt(one, i + 1));
        expect(hosts[0]?.value).toBe(one.first + 1n);
        expect(hosts.at(-1)?.value).toBe(one.last - 1n);
        expect(() => hostAt(one, hosts.length + 1)).toThrow(RangeError);
      }),
    );
  });

  it('is read from the destination of a route', () => {
    expect(parseDestination('default')).toEqual(anyNetwork('ipv4'));
    expect(isAnyNetwork(parseDestination('0.0.0.0/0'))).toBe(true);
    expect(parseDestination('10.0.0.1')).toEqual(hostRoute(parseAddress('10.0.0.1')));
    expect(parseDestination('10.0.0.0/8').text).toBe('10.0.0.0/8');
  });
});

describe('the networks of a range', () => {
  it('are its addresses, side by side, and as few as possible', () => {
    const range = fc.tuple(address, fc.bigInt({ min: 0n, max: 300n })).map(([start, size]) => {
      const highest = 2n ** BigInt(BITS[start.family]) - 1n;
      const last = start.value + size;
      return { family: start.family, first: start.value, last: last > highest ? highest : last };
    });
    fc.assert(
      fc.property(range, (one) => {
        const found = networksIn(one);
        expect(found[0]?.first).toBe(one.first);
        expect(found.at(-1)?.last).toBe(one.last);
        found.forEach((each, place) => {
          const before: Network | undefined = found[place - 1];
          if (before === undefined) return;
          expect(each.first).toBe(before.last + 1n);
          // No two neighbours are the halves of one network.
          const isPair = before.length === each.length && isFirstHalf(before);
          expect(isPair).toBe(false);
        });
      }),
    );
  });
});

function isFirstHalf({ first, last }: Network): boolean {
  return first % ((last - first + 1n) * 2n) === 0n;
}
