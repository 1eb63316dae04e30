import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../src/host/conntrack/entry.js';
import { selectorsOf } from '../../../../src/host/conntrack/selectors.js';

const address = fc.constantFrom('10.0.1.1', '10.0.1.2', '198.51.100.8');
const portNumber = fc.integer({ min: 1, max: 40 });
const anyProtocol = fc.oneof(
  fc.record({ protocol: fc.constantFrom('tcp', 'udp', 'gre'), icmpType: fc.constant(null) }),
  fc.record({ protocol: fc.constant('icmp'), icmpType: fc.constantFrom(8, 13) }),
);
const ends: fc.Arbitrary<Omit<Connection, 'protocol' | 'icmpType'>> = fc.record({
  mark: fc.constantFrom(7001, 7002, 0),
  segment: fc.constantFrom(7001, 7002, null),
  answered: fc.boolean(),
  original: fc.record({
    ...{ source: address, sourcePort: portNumber, destination: address, port: portNumber },
  }),
  reply: fc.record({
    ...{ source: address, sourcePort: portNumber, destination: address, port: portNumber },
  }),
});
const anyConnection: fc.Arbitrary<Connection> = fc
  .tuple(anyProtocol, ends)
  .map(([protocol, connection]) => ({ ...protocol, ...connection }));

/** Whether `conntrack -D` with these options ends a connection. */
function matches(options: string, connection: Connection): boolean {
  const words = options.split(' ');
  const { original, reply } = connection;
  const values: Readonly<Record<string, unknown>> = {
    '--mark': connection.mark,
    '--orig-zone': connection.segment,
    '-s': original.source,
    '-d': original.destination,
    '--reply-src': reply.source,
    '-p': connection.protocol === 'gre' ? 47 : connection.protocol,
    '--icmp-type': connection.icmpType,
    '--orig-port-dst': original.port,
    '--reply-port-src': reply.sourcePort,
  };
  return words.every((word, at) => at % 2 === 1 || String(values[word]) === words[at + 1]);
}

/** By what a policy tells connections apart: all but the port of the sender. */
const kindOf = ({ protocol, icmpType, mark, segment, original, reply }: Connection) =>
  [
    protocol,
    icmpType,
    mark,
    segment,
    original.source,
    original.destination,
    original.port,
    reply.source,
    reply.sourcePort,
  ].join(' ');

describe('the runs of conntrack -D', () => {
  it('end what has to end, and nothing else that is known', () => {
    fc.assert(
      fc.property(fc.array(anyConnection, { maxLength: 200 }), fc.integer(), (known, seed) => {
        const hasToEnd = (each: Connection) => (hash(kindOf(each)) ^ seed) % 5 !== 0;
        const ending = new Set(known.filter(hasToEnd));
        const runs = selectorsOf(known, ending);
        for (const each of known) {
          expect(runs.some((options) => matches(options, each))).toBe(ending.has(each));
        }
      }),
    );
  });

  const flows = (count: number, change: (at: number) => Partial<Connection>) =>
    Array.from({ length: count }, (_, at): Connection => {
      const original = {
        source: '10.0.1.1',
        sourcePort: at,
        destination: '198.51.100.8',
        port: at,
      };
      const reply = { source: '198.51.100.8', sourcePort: at, destination: '10.0.1.1', port: at };
      return {
        ...{ protocol: 'udp', icmpType: null, mark: 7001, segment: 7001, answered: false },
        ...{ original, reply },
        ...change(at),
      };
    });
  const kept = flows(1, () => ({ protocol: 'tcp' }));

  it.each<[string, readonly Connection[]]>([
    ['to the ports of one host', flows(10_000, () => ({}))],
    [
      'of clients of a workload',
      flows(10_000, (at) => ({
        segment: null,
        original: {
          source: `10.9.${at >> 8}.${at & 255}`,
          sourcePort: 9,
          destination: '203.0.113.2',
          port: 53,
        },
        reply: { source: '10.0.1.9', sourcePort: 53, destination: '10.0.0.1', port: 9 },
      })),
    ],
  ])('are few, however many connections end: %s', (_what, ending) => {
    expect(selectorsOf([...ending, ...kept], new Set(ending)).length).toBeLessThan(5);
  });

  it('are exact for few connections, as new ones may come meanwhile', () => {
    const ending = flows(3, () => ({}));
    expect(selectorsOf(ending, new Set(ending))[0]).toBe(
      '--mark 7001 --orig-zone 7001 -s 10.0.1.1 --reply-src 198.51.100.8 -d 198.51.100.8 -p udp --orig-port-dst 0 --reply-port-src 0',
    );
  });
});

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
}
