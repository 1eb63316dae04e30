import type { GroupRule, Resource } from '@vpcctl/sdk';
import {
  filter,
  forward,
  group,
  hairpin,
  internet,
  peering,
  port,
  router,
} from '@vpcctl/sdk/conformance';
import fc from 'fast-check';

const octet = fc.integer({ min: 0, max: 255 });
const address = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
/** A CIDR, host bits set or not, or a plain address. */
export const cidr = fc.oneof(
  address,
  fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([base, length]) => `${base}/${length}`),
);
/** CIDRs close to each other, so that some touch and overlap. */
const neighbours = fc
  .tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 20, max: 32 }))
  .map(([third, length]) => `10.0.${third}.0/${length}`);

const ports = fc
  .tuple(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 1, max: 65535 }))
  .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }));

const single = fc.integer({ min: 1, max: 65535 }).map((at) => ({ from: at, to: at }));
const icmpType = fc.integer({ min: 0, max: 255 }).map((at) => ({ from: at, to: at }));

/** A protocol, with what a rule may say of its packets. */
const packets = fc.oneof(
  fc.record({
    protocol: fc.constantFrom('tcp', 'udp', 'sctp', 'udplite', 'all'),
    ports: fc.option(fc.oneof(ports, single)),
  }),
  fc.record({ protocol: fc.constant('icmp' as const), ports: fc.option(icmpType) }),
  fc.record({ protocol: fc.constantFrom('gre', 'esp', '253'), ports: fc.constant(null) }),
);

const anyRule = fc.record({
  action: fc.constantFrom('allow', 'deny'),
  remotes: fc.option(fc.array(cidr, { maxLength: 3 })),
  description: fc.option(
    fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 200 })),
  ),
});
const rule: fc.Arbitrary<GroupRule> = fc
  .tuple(anyRule, packets)
  .map(([given, matched]) => ({ ...given, ...matched }));
const rules = fc.option(fc.array(rule, { maxLength: 4 }));

const mac = (vpc: number, subnet: number): string => `02:00:00:00:0${vpc}:0${subnet}`;

/** Peerings by pairs of VPCs: each pair has at most one. */
const peerings = fc.uniqueArray(
  fc.record({
    pair: fc.constantFrom<[number, number]>([0, 1], [0, 2], [1, 2]),
    one: fc.array(fc.oneof(cidr, neighbours), { maxLength: 4 }),
    other: fc.array(neighbours, { minLength: 1, maxLength: 4 }),
  }),
  { selector: ({ pair }) => pair.join(), maxLength: 3 },
);

const subnet = fc.record({
  position: fc.integer({ min: 1, max: 9 }),
  isPublic: fc.boolean(),
  policy: fc.option(fc.record({ ingress: rules, egress: rules })),
});
const vpc = fc.record({
  segment: fc.integer({ min: 0, max: 9 }),
  subnets: fc.uniqueArray(subnet, { selector: ({ position }) => position, maxLength: 3 }),
  /** The number of its subnets that are targets of a port forward. */
  targets: fc.integer({ min: 0, max: 2 }),
});

/** A port forward to the first of a VPC's subnets, and its hairpin. */
function forwarded(
  own: readonly [vpc: string, segment: number],
  positions: readonly number[],
): Resource[] {
  if (positions.length === 0) return [];
  const links = positions.map((position) => `veth-${own[0]}-s${position}`);
  const targets = positions.map((position) => [`10.0.${position}.1`, 80] as const);
  return [hairpin(own, ['10.0.0.1', '10.0.0.0/16'], links), forward(own, own[1], targets)];
}

/** The resources of any state with up to three VPCs, in building order. */
export const resourceSet: fc.Arbitrary<Resource[]> = fc
  .record({ vpcs: fc.array(vpc, { minLength: 0, maxLength: 3 }), peerings })
  .map(({ vpcs, peerings }) => {
    if (vpcs.length === 0) return [];
    const name = (index: number): string => `v${index}`;
    return [
      filter,
      ...vpcs.map(({ segment }, index) =>
        router(name(index), 7001 + index * 10 + segment, '10.0.0.1'),
      ),
      ...vpcs.flatMap(({ segment, subnets }, index) =>
        subnets.flatMap(({ position, isPublic, policy }): Resource[] => {
          const own = `10.0.${position}.1`;
          const groups =
            policy === null
              ? []
              : [
                  group(name(index), `s${position}`, [own], {
                    ...(policy.ingress === null ? {} : { ingress: policy.ingress }),
                    ...(policy.egress === null ? {} : { egress: policy.egress }),
                  }),
                ];
          return [
            port(name(index), `veth-v${index}-s${position}`, mac(index, position), own),
            ...(isPublic ? [internet(name(index), 7001 + index * 10 + segment, 'eth0', own)] : []),
            ...groups,
          ];
        }),
      ),
      ...vpcs.flatMap(({ segment, subnets, targets }, index) =>
        forwarded(
          [name(index), 7001 + index * 10 + segment],
          subnets.slice(0, targets).map(({ position }) => position),
        ),
      ),
      ...peerings
        .filter(({ pair }) => pair[1] < vpcs.length)
        .map(({ pair, one, other }) => peering([name(pair[0]), ...one], [name(pair[1]), ...other])),
    ];
  });
