import { isVpcctlError, type Json, type State } from '@vpcctl/sdk';
import fc from 'fast-check';
import { EMPTY_STATE } from '../../../src/engine/evolve.js';
import { allMachines } from '../../../src/features/machine/select.js';
import type { Endpoint, Flow } from '../../../src/features/reach/index.js';
import { selectSubnets } from '../../../src/features/subnet/select.js';
import { selectVpcs } from '../../../src/features/vpc/select.js';
import { INTERNET, UPLINK } from '../../../src/lab/layout.js';
import { hostWith } from '../../features/facts.js';
import { decide, type Wish } from '../../features/given.js';

/** A state, and the wishes that led to it. */
export interface Topology {
  readonly wishes: readonly Wish[];
  readonly state: State;
}

/** Networks of VPCs: equal, one in another (its gateway in a subnet of the other), and apart. */
const NETWORKS = [
  ...['10.0.0.0/16', '10.0.0.0/16', '10.1.0.0/16', '10.0.0.0/8', '10.0.2.0/24'],
  ...['172.16.0.0/16', '192.168.0.0/24'],
];

/** Not 80, on which the lab's internet has a server of its own. */
export const PORTS = [22, 53, 443, 8080, 8085, 8090];

interface RuleSpec {
  readonly action: string;
  readonly protocol: string;
  readonly port: number | string | null;
  readonly remote: { readonly kind: string; readonly pick: number } | null;
}

const anyRule: fc.Arbitrary<RuleSpec> = fc.record({
  action: fc.constantFrom('allow', 'allow', 'deny'),
  protocol: fc.constantFrom('all', 'tcp', 'udp', 'icmp'),
  port: fc.option(fc.constantFrom(...PORTS, '8080-8090', '1-1024')),
  remote: fc.option(
    fc.record({ kind: fc.constantFrom('subnet', 'machine', 'vpc', 'group'), pick: fc.nat() }),
  ),
});
const anyRules = fc.array(anyRule, { maxLength: 3 });

const anySubnet = fc.record({
  third: fc.integer({ min: 0, max: 3 }),
  type: fc.constantFrom('public', 'private'),
  instances: fc.constantFrom(0, 0, 0, 1, 2),
  attached: fc.constantFrom(null, null, 'with a default route', 'without'),
  policy: fc.option(fc.record({ ingress: anyRules, egress: anyRules })),
});

const anySpec = fc.record({
  vpcs: fc.array(
    fc.record({
      network: fc.constantFrom(...NETWORKS),
      subnets: fc.array(anySubnet, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  peerings: fc.array(
    fc.record({
      pair: fc.tuple(fc.nat(3), fc.nat(3)),
      allowed: fc.array(fc.nat(), { maxLength: 2 }),
    }),
    { maxLength: 4 },
  ),
});

type Spec = typeof anySpec extends fc.Arbitrary<infer T> ? T : never;

/**
 * A world of one to four VPCs, overlapping ones too, made by wishes as users have them; what can't be met is left out. It
 * shrinks.
 */
export const anyTopology: fc.Arbitrary<Topology> = anySpec.map(build);

/** `topology` after further wishes, but for those that can't be met. */
export function extend(topology: Topology, wishes: readonly Wish[]): Topology {
  return wishes.reduce(attempt, topology);
}

function attempt({ wishes, state }: Topology, wish: Wish): Topology {
  try {
    return { wishes: [...wishes, wish], state: decide(state, wish, hostWith(state)).state };
  } catch (error) {
    if (isVpcctlError(error) && error.category === 'input') return { wishes, state };
    throw error;
  }
}

function build({ vpcs, peerings }: Spec): Topology {
  const names = vpcs.map((_, index) => String.fromCharCode(97 + index));
  const places = vpcs.flatMap(({ network, subnets }, index) =>
    subnets.map((subnet, at) => ({ ...subnet, network, vpc: names[index] ?? '', name: `s${at}` })),
  );
  const made = extend({ wishes: [], state: EMPTY_STATE }, [
    ...vpcs.map(
      ({ network }, index): Wish => ['vpc.create', { name: names[index] ?? '', cidr: network }],
    ),
    ...places.flatMap(({ vpc, name, network, third, type, instances, attached }): Wish[] => [
      ['subnet.add', { vpc, name, cidr: partOf(network, third), type }],
      ...Array.from(
        { length: instances },
        (_, n): Wish => ['instance.add', { vpc, subnet: name, name: `i${n}` }],
      ),
      ...(attached === null ? [] : [attach(vpc, name, attached === 'with a default route')]),
    ]),
  ]);
  const peered = extend(
    made,
    peerings.map(({ pair: [a, b], allowed }): Wish => {
      const allowCidrs = allowed.map((pick) => pickOf(subnetsOf(made.state), pick)?.cidr ?? '');
      return ['peering.add', { vpcs: [names[a] ?? '', names[b] ?? ''], allowCidrs }];
    }),
  );
  return extend(
    peered,
    places.flatMap(({ vpc, name, policy }): Wish[] => {
      const subnet = selectSubnets(peered.state)[`${vpc}/${name}`];
      if (policy === null || subnet === undefined) return [];
      const rules = {
        ingress: policy.ingress.map((rule) => ruleOf(peered.state, rule, 'source')),
        egress: policy.egress.map((rule) => ruleOf(peered.state, rule, 'destination')),
      };
      return [['firewall.apply', { vpc, subnet: name, policy: { subnet: subnet.cidr, ...rules } }]];
    }),
  );
}

/** A container that is in no other network, and in one subnet only: where it has several, it chooses by whom it sends. */
function attach(vpc: string, subnet: string, defaultRoute: boolean): Wish {
  const netns = `c-${vpc}-${subnet}`;
  const found = { by: { netns }, names: [netns], host: false, interfaces: ['lo'], routes: [] };
  return ['instance.attach', { vpc, subnet, name: 'c', defaultRoute, namespace: found }];
}

/** A /24 of a large network, a /26 of a small one. */
function partOf(network: string, third: number): string {
  const [a, b, c] = network.split('.');
  return network.endsWith('/24') ? `${a}.${b}.${c}.${third * 64}/26` : `${a}.${b}.${third}.0/24`;
}

function ruleOf(state: State, { action, protocol, port, remote }: RuleSpec, key: string): Json {
  const other = remote === null ? undefined : remoteOf(state, remote);
  return {
    ...{ action, protocol },
    ...(port === null || protocol === 'icmp' ? {} : { port }),
    ...(other === undefined ? {} : { [key]: other }),
  };
}

function remoteOf(
  state: State,
  { kind, pick }: { kind: string; pick: number },
): string | undefined {
  const subnet = pickOf(subnetsOf(state), pick);
  switch (kind) {
    case 'machine':
      return pickOf(allMachines(state), pick)?.address;
    case 'vpc':
      return pickOf(Object.values(selectVpcs(state)), pick)?.cidr;
    case 'group':
      return subnet && `sg:${subnet.vpc}/${subnet.name}`;
    default:
      return subnet?.cidr;
  }
}

/** A flow still to be read in a state: numbers pick among what there is. */
export interface FlowSpec {
  readonly from: number;
  readonly to: number;
  readonly protocol: Flow['protocol'];
  readonly port: number;
}

export const anyFlow: fc.Arbitrary<FlowSpec> = fc.record({
  from: fc.nat(),
  to: fc.nat(),
  protocol: fc.constantFrom('icmp', 'tcp', 'udp'),
  port: fc.constantFrom(...PORTS),
});

/** `spec` in a state: from a machine by name, the host or the internet, to an address. */
export function flowIn(state: State, { from, to, protocol, port }: FlowSpec): Flow {
  const machines = allMachines(state);
  const senders: Endpoint[] = [
    ...machines.map(({ vpc, subnet, label }): Endpoint => {
      return { kind: 'machine', vpc, subnet, instance: label.split('/')[2] ?? null };
    }),
    { kind: 'host' },
    { kind: 'internet' },
  ];
  const sender = pickOf(senders, from) ?? { kind: 'host' };
  const gateways = Object.values(selectVpcs(state)).map(({ gateway }) => gateway);
  const outside = [INTERNET.host, INTERNET.gateway];
  const addresses = [
    // Most are somebody's, and some are nobody's.
    ...machines.flatMap(({ address }) => [address, address]),
    ...gateways,
    ...['10.0.3.77', '172.16.9.9', UPLINK.address],
    // The internet to itself is not looked at.
    ...(sender.kind === 'internet' ? [] : outside),
  ];
  return {
    from: sender,
    to: { kind: 'address', address: pickOf(addresses, to) ?? UPLINK.address },
    protocol,
    port: protocol === 'icmp' ? null : port,
  };
}

function subnetsOf(state: State) {
  return Object.values(selectSubnets(state));
}

function pickOf<T>(values: readonly T[], pick: number): T | undefined {
  return values[pick % Math.max(1, values.length)];
}
