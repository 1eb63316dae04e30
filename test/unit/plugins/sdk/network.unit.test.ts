import {
  addressAt,
  containsAddress,
  containsNetwork,
  hostAt,
  overlaps,
  parseAddress,
  parseNetwork,
  parseNetworkOrAddress,
  VpcctlError,
} from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** The address of a number, written out by hand. */
const dotted = (value: bigint) =>
  [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');

/** Any network: `size` addresses from `first` on. */
const anyNetwork = fc
  .tuple(fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }), fc.integer({ min: 0, max: 32 }))
  .map(([value, prefix]) => {
    const size = 2n ** BigInt(32 - prefix);
    const first = value - (value % size);
    return { first, size, prefix, text: `${dotted(first)}/${prefix}` };
  });

/** Networks within 64 addresses, so that each address can be looked at. */
const smallNetwork = fc
  .tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 26, max: 32 }))
  .map(([value, prefix]) => {
    const size = 2 ** (32 - prefix);
    return parseNetwork(`10.0.0.${value - (value % size)}/${prefix}`);
  });

const addresses = ({ first, last }: { first: bigint; last: bigint }) =>
  Array.from({ length: Number(last - first) + 1 }, (_, i) => first + BigInt(i));

/** The error that `act` throws. */
function refused(act: () => unknown): VpcctlError {
  try {
    act();
  } catch (error) {
    if (error instanceof VpcctlError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('parsing', () => {
  it('gives the first and last address, and the text back', () => {
    fc.assert(
      fc.property(anyNetwork, ({ first, size, prefix, text }) => {
        const last = first + size - 1n;
        expect(parseNetwork(text)).toEqual({ family: 'ipv4', text, length: prefix, first, last });
      }),
    );
  });

  it('refuses any address with a bit behind the prefix, naming the network', () => {
    const withBits = anyNetwork
      .filter(({ prefix }) => prefix < 32)
      .chain((network) =>
        fc.record({
          network: fc.constant(network),
          offset: fc.bigInt({ min: 1n, max: network.size - 1n }),
        }),
      );
    fc.assert(
      fc.property(withBits, ({ network, offset }) => {
        const text = `${dotted(network.first + offset)}/${network.prefix}`;
        const error = refused(() => parseNetwork(text));
        expect(error.code).toBe('CIDR_HOST_BITS');
        expect(error.hints).toEqual([`the network is ${network.text}`]);
      }),
    );
  });

  it('accepts only the canonical form of a network', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9./: x]{0,20}$/)), (text) => {
        let cidr = null;
        try {
          cidr = parseNetwork(text);
        } catch (error) {
          expect(error).toBeInstanceOf(VpcctlError);
          return;
        }
        expect(`${dotted(cidr.first)}/${cidr.length}`).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('names the subject and the text in errors, escaped and shortened', () => {
    const error = refused(() =>
      parseNetwork(`1\u001b[2J${'9'.repeat(500)}`, 'the CIDR of VPC vpc1'),
    );
    expect(error).toMatchObject({ code: 'CIDR_INVALID', category: 'input', exitCode: 2 });
    expect(error.message).toMatch(/^the CIDR of VPC vpc1, "1\\u001b\[2J9+…", is not an IPv4/);
    expect(error.message.length).toBeLessThan(140);
    expect(error.hints.join().length).toBeLessThan(140);
  });

  it('accepts an address as the remote of a policy, and shows it as written', () => {
    expect(parseNetworkOrAddress('10.0.0.7').text).toBe('10.0.0.7/32');
    expect(parseNetworkOrAddress('10.0.0.0/8').text).toBe('10.0.0.0/8');
    expect(refused(() => parseNetworkOrAddress('10.0.0')).message).toContain('"10.0.0"');
    expect(refused(() => parseNetworkOrAddress('')).message).toContain('""');
    expect(refused(() => parseNetworkOrAddress('fe80::1')).message).toContain('"fe80::1"');
  });
});

describe('comparing', () => {
  it('agrees with a comparison of each address', () => {
    fc.assert(
      fc.property(smallNetwork, smallNetwork, (a, b) => {
        const inA = new Set(addresses(a));
        const shared = addresses(b).filter((address) => inA.has(address));
        expect(overlaps(a, b)).toBe(shared.length > 0);
        expect(overlaps(b, a)).toBe(overlaps(a, b));
        expect(containsNetwork(a, b)).toBe(shared.length === addresses(b).length);
        for (const address of addresses(b)) {
          expect(containsAddress(a, addressAt('ipv4', address))).toBe(inA.has(address));
        }
      }),
    );
  });

  it('works for the whole of IPv4 and its limits', () => {
    const all = parseNetwork('0.0.0.0/0');
    expect(containsNetwork(all, parseNetwork('255.255.255.255/32'))).toBe(true);
    expect(containsAddress(all, parseAddress('0.0.0.0'))).toBe(true);
    expect(containsNetwork(parseNetwork('255.255.255.255/32'), all)).toBe(false);
  });
});

describe('hosts', () => {
  it('are counted from 1, and end before the broadcast address', () => {
    fc.assert(
      fc.property(smallNetwork, fc.integer({ min: -2, max: 70 }), (cidr, n) => {
        const guestEnd = n >= 1 && BigInt(n) < cidr.last - cidr.first;
        if (guestEnd) expect(hostAt(cidr, n).text).toBe(dotted(cidr.first + BigInt(n)));
        else expect(() => hostAt(cidr, n)).toThrow(RangeError);
      }),
    );
  });

  it('of the largest network are found as fast as those of the smallest', () => {
    expect(hostAt(parseNetwork('0.0.0.0/0'), 2 ** 32 - 2).text).toBe('255.255.255.254');
  });
});
