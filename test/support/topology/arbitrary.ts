import type { JsonObject } from '@vpcctl/sdk';
import fc from 'fast-check';

const VPCS = { red: '10.1.0.0/16', green: '10.2.0.0/16', blue: '10.3.0.0/16' };

const rule = fc.record(
  {
    action: fc.constantFrom('allow', 'deny'),
    protocol: fc.constantFrom('tcp', 'udp', 'icmp', 'all'),
    source: fc.constantFrom('10.0.0.0/8', 'any', '192.0.2.7'),
    description: fc.constantFrom('web', 'a "quoted" word'),
  },
  { requiredKeys: ['action'] },
);

const firewall = fc.record({ ingress: fc.array(rule, { maxLength: 3 }) }, { requiredKeys: [] });

const shape = fc.constantFrom<JsonObject>(
  { rate: '10mbit' },
  { rate: '1mbit', burst: '64kb' },
  { in: { delay: '40ms', loss: '1%' } },
  { in: { rate: '2mbit' }, out: { rate: '1mbit' } },
);

const instances = fc.dictionary(
  fc.constantFrom('one', 'two', 'three'),
  fc.constantFrom<JsonObject>({}, {}, { shape: { rate: '5mbit' } }),
  { maxKeys: 3 },
);

/** A subnet in the network of its VPC; which one is told by its name. */
const subnet = fc.record(
  {
    cidr: fc.constantFrom('fixed', 'auto/24', 'auto/26'),
    type: fc.constantFrom('public', 'private'),
    instances,
    firewall,
    shape,
  },
  { requiredKeys: ['cidr'] },
);

const vpc = fc.record(
  {
    subnets: fc.dictionary(fc.constantFrom('web', 'db', 'app'), subnet, { maxKeys: 3 }),
    limits: fc.constantFrom<JsonObject>({ connections: 5000 }, { perWorkload: 100 }),
    flowLogs: fc.constantFrom<JsonObject>({}, { record: 'denied', aggregateSeconds: 10 }),
    uplink: fc.constantFrom('eth0', 'auto'),
    labels: fc.dictionary(fc.constantFrom('team', 'env'), fc.constantFrom('blue', 'red'), {
      minKeys: 1,
    }),
  },
  { requiredKeys: [] },
);

const THIRD = { web: 101, db: 102, app: 103 } as const;
type Names = readonly [keyof typeof VPCS, keyof typeof VPCS];
const PAIRS: readonly Names[] = [
  ['red', 'green'],
  ['green', 'blue'],
];

/** Topologies that are right, with what a topology may have. */
export const anyTopology: fc.Arbitrary<JsonObject> = fc
  .record({
    vpcs: fc.dictionary(fc.constantFrom(...Object.keys(VPCS)), vpc, { minKeys: 1, maxKeys: 3 }),
    peerings: fc.subarray([...PAIRS]),
    ports: fc.nat(2),
  })
  .map(({ vpcs, peerings, ports }) => {
    const there = Object.entries(vpcs).map(([name, body], at) => {
      const cidr = VPCS[name as keyof typeof VPCS];
      const subnets = Object.entries(body.subnets ?? {}).map(([own, each], nth) => [
        own,
        {
          ...each,
          cidr:
            each.cidr === 'fixed'
              ? cidr.replace('0.0/16', `${THIRD[own as keyof typeof THIRD]}.0/24`)
              : each.cidr,
          ...(nth < ports && { forward: [`${8000 + at * 10 + nth}:80`] }),
        },
      ]);
      return [name, { ...body, cidr, subnets: Object.fromEntries(subnets) }] as const;
    });
    const between = peerings
      .filter((pair) => pair.every((name) => name in vpcs))
      .map((pair) => ({ between: [...pair] }));
    // As JSON, without what is undefined.
    return JSON.parse(JSON.stringify({ vpcs: Object.fromEntries(there), peerings: between }));
  });
