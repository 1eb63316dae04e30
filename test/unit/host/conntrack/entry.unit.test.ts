import { protocolOf } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Connection, parseConnections } from '../../../../src/host/conntrack/entry.js';
import { markOption } from '../../../../src/host/conntrack/render.js';

const anyAddress = fc.ipV4();
const anyPort = fc.integer({ min: 0, max: 65_535 });

/** As `conntrack -L` prints it; what says nothing of who speaks with whom is at random. */
const anyListed: fc.Arbitrary<{ line: string; connection: Connection }> = fc
  .record({
    protocol: fc.constantFrom('tcp 6', 'udp 17', 'icmp 1', 'gre 47', 'unknown 253'),
    addresses: fc.tuple(anyAddress, anyAddress, anyAddress, anyAddress),
    ports: fc.tuple(anyPort, anyPort, anyPort, anyPort),
    segment: fc.option(fc.integer({ min: 1, max: 65_535 })),
    mark: fc.nat(0xffffffff),
    flag: fc.constantFrom('', '[UNREPLIED] '),
    assured: fc.constantFrom('', '[ASSURED] '),
  })
  .map(
    ({ protocol, addresses: [a, b, c, d], ports: [p, q, r, s], segment, mark, flag, assured }) => {
      const [name = '', number = ''] = protocol.split(' ');
      const ported = name === 'tcp' || name === 'udp';
      const bridgeAddressKey = (from: number, to: number, icmp: string) =>
        ported
          ? `sport=${from} dport=${to}`
          : name === 'icmp'
            ? `type=${icmp} code=0 id=${from}`
            : '';
      const state = name === 'tcp' ? 'ESTABLISHED ' : '';
      const from = segment === null ? '' : `zone-orig=${segment} `;
      return {
        line: `${name.padEnd(8)} ${number} 29 ${state}src=${a} dst=${b} ${bridgeAddressKey(p, q, '8')} ${from}${flag}src=${c} dst=${d} ${bridgeAddressKey(r, s, '0')} ${assured}mark=${mark} use=1`,
        connection: {
          protocol: protocolOf(Number(number)),
          icmpType: name === 'icmp' ? 8 : null,
          ...{ mark, segment, answered: flag === '' },
          original: direction(a, b, ported ? [p, q] : null),
          reply: direction(c, d, ported ? [r, s] : null),
        },
      };
    },
  );

function direction(source: string, destination: string, ports: readonly [number, number] | null) {
  return { source, destination, sourcePort: ports?.[0] ?? null, port: ports?.[1] ?? null };
}

describe('the output of conntrack', () => {
  it('is parsed, whatever other fields the line has', () => {
    fc.assert(
      fc.property(fc.array(anyListed), (listed) => {
        const text = listed.map(({ line }) => `${line}\n`).join('');
        expect(parseConnections(text)).toEqual(listed.map(({ connection }) => connection));
      }),
    );
  });

  it.each(['tcp 6 ESTABLISHED', 'tcp 6 29 src=a dst=b src=c dst=d', 'no connection'])(
    'is not guessed: %s',
    (line) => expect(() => parseConnections(line)).toThrow(),
  );
});

describe('a mask for several marks', () => {
  it('matches each of them, and few other marks', () => {
    const anyMarks = fc.array(fc.integer({ min: 7001, max: 7300 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(anyMarks, (marks) => {
        const [value = 0, mask = 0] = markOption(marks).split('/').map(Number);
        for (const mark of marks) expect((mark & mask) >>> 0).toBe(value);
        const span = Math.max(...marks) ^ Math.min(...marks);
        expect(~mask >>> 0).toBeLessThan(Math.max(1, span * 2));
      }),
    );
  });

  it('matches one mark exactly', () => {
    expect(markOption([7001])).toBe('7001/0xffffffff');
    expect(markOption([7001, 7001])).toBe('7001/0xffffffff');
    expect(markOption([7001, 7002])).toBe('7000/0xfffffffc');
  });
});
