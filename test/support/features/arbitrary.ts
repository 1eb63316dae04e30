import type { State } from '@vpcctl/sdk';
import fc from 'fast-check';
import { instancesOf } from '../../../src/features/instance/state.js';
import { subnetsOf } from '../../../src/features/subnet/state.js';
import { selectVpcs } from '../../../src/features/vpc/state.js';
import type { CommandRequest } from './given.js';

/** What a user might ask for next, still to be read in a state: numbers pick among what there is. */
export interface Move {
  readonly verb: (typeof VERBS)[number];
  readonly name: string;
  readonly network: string;
  readonly third: number;
  readonly prefix: number;
  readonly picks: readonly [number, number];
  readonly actions: readonly ('allow' | 'deny')[];
}

/** Building comes more often than tearing down. */
const VERBS = [
  ...(['vpc.create', 'vpc.create', 'subnet.add', 'subnet.add', 'subnet.add'] as const),
  ...(['peering.add', 'peering.add', 'firewall.apply', 'firewall.apply'] as const),
  ...(['instance.add', 'instance.add', 'instance.delete'] as const),
  ...(['subnet.add', 'vpc.create', 'vpc.create', 'peering.add', 'names.rename'] as const),
  ...(['vpc.delete', 'subnet.delete', 'peering.remove', 'firewall.clear'] as const),
];

/**
 * Names that get in each other's way: as namespaces (`a-b` + `c`, `a` + `b-c`), when cut to 15 characters, with
 * routers (`br`), as keys that JavaScript sorts or knows.
 */
const NAMES = [
  ...['a', 'b', 'a-b', 'b-c', 'c', 'br', 'ns', '1', '02', 'constructor'],
  ...['public', 'publi', 'public2', 'production-net', 'production-new', 'production-n'],
];

/** Networks of VPCs: equal, overlapping and apart. */
const NETWORKS = ['10.0.0.0/16', '10.1.0.0/16', '10.0.0.0/8', '172.16.0.0/16', '192.168.0.0/24'];

export const anyMove: fc.Arbitrary<Move> = fc.record({
  verb: fc.constantFrom(...VERBS),
  name: fc.constantFrom(...NAMES),
  network: fc.constantFrom(...NETWORKS),
  third: fc.integer({ min: 0, max: 5 }),
  prefix: fc.constantFrom(22, 24, 24, 28, 30),
  picks: fc.tuple(fc.nat(), fc.nat()),
  actions: fc.array(fc.constantFrom('allow', 'deny'), { maxLength: 3 }),
});

/** `move` as a request on `state`. It may be refused. */
export function requestOf(state: State, move: Move): CommandRequest {
  const { verb, name, network, third, prefix, picks } = move;
  const vpcs = Object.values(selectVpcs(state));
  const [vpc, other] = picks.map((pick) => vpcs[pick % Math.max(1, vpcs.length)]);
  const subnets = vpc === undefined ? [] : subnetsOf(state, vpc.name);
  const subnet = subnets[picks[1] % Math.max(1, subnets.length)];
  const names = { vpc: vpc?.name ?? name, subnet: subnet?.name ?? name };
  switch (verb) {
    case 'vpc.create':
      return [verb, { name, cidr: network }];
    case 'vpc.delete':
      return [verb, { name: names.vpc }];
    case 'subnet.add': {
      const [first, second] = (vpc?.cidr ?? network).split('.');
      const cidr = `${first}.${second}.${third}.0/${prefix}`;
      return [verb, { vpc: names.vpc, name, cidr, type: picks[1] % 2 ? 'public' : 'private' }];
    }
    case 'instance.add':
      return [verb, { ...names, name }];
    case 'instance.delete': {
      const [instance] = subnet === undefined ? [] : instancesOf(state, subnet.vpc, subnet.name);
      return [verb, { ...names, name: instance?.name ?? name }];
    }
    case 'names.rename': {
      const instances = subnet === undefined ? [] : instancesOf(state, subnet.vpc, subnet.name);
      const levels = [
        names.vpc,
        subnet?.name,
        instances[picks[0] % Math.max(1, instances.length)]?.name,
      ];
      const there = levels.filter((level) => level !== undefined);
      return [verb, { place: there.slice(0, 1 + (third % 3)).join('/'), to: name }];
    }
    case 'subnet.delete':
      return [verb, { vpc: names.vpc, name: names.subnet }];
    case 'peering.add':
    case 'peering.remove':
      return [verb, { vpcs: [names.vpc, other?.name ?? name] }];
    case 'firewall.apply': {
      const ruled = { protocol: 'tcp', port: third + 1 };
      // Some rules follow a subnet of the same VPC; some one of another, which may not be there.
      const near = subnets[third % Math.max(1, subnets.length)]?.name ?? name;
      const source = third === 5 ? `sg:${other?.name}/${name}` : `sg:${names.vpc}/${near}`;
      const ingress = move.actions.map((action, i) => ({
        action,
        ...ruled,
        ...(i > 0 && { source }),
      }));
      return [verb, { ...names, policy: { subnet: subnet?.cidr ?? network, ingress } }];
    }
    case 'firewall.clear':
      return [verb, names];
  }
}
