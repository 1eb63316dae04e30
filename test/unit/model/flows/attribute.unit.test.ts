import { describe, expect, it } from 'vitest';
import {
  attribute,
  type Carried,
  type FlowNetwork,
  type FlowRecord,
} from '../../../../src/model/flows/index.js';

/** Two peers with a workload each in two of them, and a twin with the same addresses. */
const WORKLOADS: Record<string, string> = {
  'shop 10.0.1.1': 'shop/web',
  'shop 10.0.2.1': 'shop/db',
  'office 172.16.1.1': 'office/desk',
  'twin 10.0.1.1': 'twin/web',
};
const SEGMENTS: Record<number, string> = { 7001: 'shop', 7002: 'office', 7003: 'twin' };
const PEERS: Record<string, string[]> = { shop: ['shop', 'office'], office: ['office', 'shop'] };

const network: FlowNetwork = {
  isGateway: () => false,
  vpcOf: (segment) => SEGMENTS[segment] ?? null,
  workloadAt: (vpc, address) => {
    for (const each of PEERS[vpc] ?? [vpc]) {
      const label = WORKLOADS[`${each} ${address}`];
      if (label !== undefined) return { vpc: each, label };
    }
    return null;
  },
};

type Ends = readonly [source: string, sourcePort: number, destination: string, port: number];

function carried(original: Ends, reply: Ends, zone: number | null, mark: number): Carried {
  const tuple = ([source, sourcePort, destination, port]: Ends, of: number | null) => ({
    ...{ source, sourcePort, destination, port, protocol: 6, icmp: null, zone: of },
  });
  return {
    ...{ original: tuple(original, zone), reply: tuple(reply, null), mark },
    counted: { original: { packets: 3, bytes: 300 }, reply: { packets: 2, bytes: 200 } },
    ...{ start: 1, end: 2, startedAt: 1 },
  };
}

const shown = (records: readonly FlowRecord[]) =>
  records.map(
    ({ vpc, interface: at, source, sourcePort, destination, port, packets, from, to }) =>
      `${vpc} at ${at}: ${source}:${sourcePort} > ${destination}:${port} ${packets} (${from} > ${to})`,
  );

describe('the records of a connection', () => {
  it.each<[string, Carried, string[]]>([
    [
      'inside a VPC: each direction once',
      carried(['10.0.1.1', 5000, '10.0.2.1', 80], ['10.0.2.1', 80, '10.0.1.1', 5000], 7001, 7001),
      [
        'shop at shop/web: 10.0.1.1:5000 > 10.0.2.1:80 3 (shop/web > shop/db)',
        'shop at shop/web: 10.0.2.1:80 > 10.0.1.1:5000 2 (shop/db > shop/web)',
      ],
    ],
    [
      'to a peer: in the logs of both',
      carried(
        ['10.0.1.1', 5000, '172.16.1.1', 80],
        ['172.16.1.1', 80, '10.0.1.1', 5000],
        7001,
        7001,
      ),
      [
        'shop at shop/web: 10.0.1.1:5000 > 172.16.1.1:80 3 (shop/web > office/desk)',
        'shop at shop/web: 172.16.1.1:80 > 10.0.1.1:5000 2 (office/desk > shop/web)',
        'office at office/desk: 10.0.1.1:5000 > 172.16.1.1:80 3 (shop/web > office/desk)',
        'office at office/desk: 172.16.1.1:80 > 10.0.1.1:5000 2 (office/desk > shop/web)',
      ],
    ],
    [
      'of the other VPC with the same addresses: by its segment',
      carried(
        ['10.0.1.1', 5000, '198.51.100.8', 80],
        ['198.51.100.8', 80, '203.0.113.2', 6000],
        7003,
        7003,
      ),
      [
        'twin at twin/web: 10.0.1.1:5000 > 198.51.100.8:80 3 (twin/web > null)',
        'twin at twin/web: 198.51.100.8:80 > 10.0.1.1:5000 2 (null > twin/web)',
      ],
    ],
    [
      'by a port forward: with the addresses at the workload',
      carried(
        ['198.51.100.8', 5000, '203.0.113.2', 8080],
        ['10.0.1.1', 80, '198.51.100.8', 5000],
        null,
        7001,
      ),
      [
        'shop at shop/web: 198.51.100.8:5000 > 10.0.1.1:80 3 (null > shop/web)',
        'shop at shop/web: 10.0.1.1:80 > 198.51.100.8:5000 2 (shop/web > null)',
      ],
    ],
    [
      'to itself by a port forward of the host: as the opener sees it',
      carried(
        ['10.0.1.1', 5000, '203.0.113.2', 8080],
        ['10.0.2.1', 80, '10.0.1.1', 5000],
        7001,
        7001,
      ),
      [
        'shop at shop/web: 10.0.1.1:5000 > 203.0.113.2:8080 3 (shop/web > shop/db)',
        'shop at shop/web: 203.0.113.2:8080 > 10.0.1.1:5000 2 (shop/db > shop/web)',
      ],
    ],
    [
      'of the host to a workload',
      carried(['10.0.0.1', 5000, '10.0.1.1', 80], ['10.0.1.1', 80, '10.0.0.1', 5000], null, 7001),
      [
        'shop at shop/web: 10.0.0.1:5000 > 10.0.1.1:80 3 (null > shop/web)',
        'shop at shop/web: 10.0.1.1:80 > 10.0.0.1:5000 2 (shop/web > null)',
      ],
    ],
    [
      'whose workload is not known: in the log of the VPC all the same',
      carried(['10.0.9.9', 5000, '10.0.2.1', 80], ['10.0.2.1', 80, '10.0.9.9', 5000], 7001, 7001),
      [
        'shop at null: 10.0.9.9:5000 > 10.0.2.1:80 3 (null > shop/db)',
        'shop at null: 10.0.2.1:80 > 10.0.9.9:5000 2 (shop/db > null)',
      ],
    ],
    [
      'of the host itself, or of a VPC that is gone: none',
      carried(['192.0.2.1', 5000, '10.0.2.1', 80], ['10.0.2.1', 80, '192.0.2.1', 5000], null, 0),
      [],
    ],
  ])('%s', (_what, connection, records) => {
    expect(shown(attribute(connection, network))).toEqual(records);
  });

  it('are none for a direction without packets', () => {
    const one = carried(['10.0.1.1', 1, '10.0.2.1', 2], ['10.0.2.1', 2, '10.0.1.1', 1], 7001, 7001);
    const silent = { ...one, counted: { ...one.counted, reply: { packets: 0, bytes: 0 } } };
    expect(attribute(silent, network)).toHaveLength(1);
  });
});
