import { isVpcctlError, type Json, type State } from '@vpcctl/sdk';
import fc from 'fast-check';
import { EMPTY_STATE } from '../../../src/engine/model/evolve.js';
import { selectSubnets } from '../../../src/features/subnet/state.js';
import { selectVpcs } from '../../../src/features/vpc/state.js';
import { UPLINK } from '../../../src/lab/layout.js';
import type { Lowered } from '../../../src/model/reach/index.js';
import { allWorkloads } from '../../../src/model/workloads/select.js';
import type { CommandRequest } from '../features/given.js';
import { decided } from './forwards.js';

/** A state with its resources, and the requests that made it. */
export interface Topology extends Lowered {
  readonly requests: readonly CommandRequest[];
  /** Whether the host has iptables see what bridges carry, which is to make no difference. */
  readonly bridgesAreFiltered: boolean;
}

/** Networks of VPCs: equal, one in another (its gateway in a subnet of the other), and apart. */
const NETWORKS = [
  ...['10.0.0.0/16', '10.0.0.0/16', '10.1.0.0/16', '10.0.0.0/8', '10.0.2.0/24'],
  ...['172.16.0.0/16', '192.168.0.0/24'],
];

/** Not 80, on which the lab's internet has a server of its own. */
export const PORTS = [22, 53, 443, 8080, 8085, 8090];

/** Ports on which workloads listen, also the targets of forwarded ranges. */
export const LISTENED = [...PORTS, 50, 51, 52, 55];

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
    fc.record({ kind: fc.constantFrom('subnet', 'workload', 'vpc', 'group'), pick: fc.nat() }),
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

const anyForward = fc.record({
  vpc: fc.nat(),
  targets: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
  // Ports forwarded unchanged, to another port, as a range, and as a moved range.
  ports: fc.constantFrom('8080', '443:22', '53:8085', '8085-8090', '22:8080', '8085-8090:50-55'),
  protocol: fc.constantFrom('tcp', 'tcp', 'udp'),
  listen: fc.constantFrom(null, null, null, UPLINK.address, '127.0.0.1'),
});

type ForwardSpec = typeof anyForward extends fc.Arbitrary<infer T> ? T : never;

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
  forwards: fc.array(anyForward, { maxLength: 4, size: 'max' }),
  bridgesAreFiltered: fc.boolean(),
});

type Spec = typeof anySpec extends fc.Arbitrary<infer T> ? T : never;

/**
 * One to four VPCs, overlapping ones too, made by requests as users give them, without the refused ones. It
 * shrinks.
 */
export const anyTopology: fc.Arbitrary<Topology> = anySpec.map(build);

/** `topology` after further requests, without the refused ones. */
export function extend(topology: Topology, requests: readonly CommandRequest[]): Topology {
  return requests.reduce(attempt, topology);
}

function attempt(before: Topology, request: CommandRequest): Topology {
  try {
    const { state, resources } = decided(before.state, request);
    return { ...before, requests: [...before.requests, request], state, resources };
  } catch (error) {
    if (isVpcctlError(error) && error.category === 'input') return before;
    throw error;
  }
}

function build({ vpcs, peerings, forwards, bridgesAreFiltered }: Spec): Topology {
  const names = vpcs.map((_, index) => String.fromCharCode(97 + index));
  const places = vpcs.flatMap(({ network, subnets }, index) =>
    subnets.map((subnet, at) => ({ ...subnet, network, vpc: names[index] ?? '', name: `s${at}` })),
  );
  const made = extend({ requests: [], state: EMPTY_STATE, resources: [], bridgesAreFiltered }, [
    ...vpcs.map(
      ({ network }, index): CommandRequest => [
        'vpc.create',
        { name: names[index] ?? '', cidr: network },
      ],
    ),
    ...places.flatMap(
      ({ vpc, name, network, third, type, instances, attached }): CommandRequest[] => [
        ['subnet.add', { vpc, name, cidr: partOf(network, third), type }],
        ...Array.from(
          { length: instances },
          (_, n): CommandRequest => ['instance.add', { vpc, subnet: name, name: `i${n}` }],
        ),
        ...(attached === null ? [] : [attach(vpc, name, attached === 'with a default route')]),
      ],
    ),
  ]);
  const peered = extend(
    made,
    peerings.map(({ pair: [a, b], allowed }): CommandRequest => {
      const allowCidrs = allowed.map((pick) => pickOf(subnetsOf(made.state), pick)?.cidr ?? '');
      return ['peering.add', { vpcs: [names[a] ?? '', names[b] ?? ''], allowCidrs }];
    }),
  );
  const policed = extend(
    peered,
    places.flatMap(({ vpc, name, policy }): CommandRequest[] => {
      const subnet = selectSubnets(peered.state)[`${vpc}/${name}`];
      if (policy === null || subnet === undefined) return [];
      const rules = {
        ingress: policy.ingress.map((rule) => ruleOf(peered.state, rule, 'source')),
        egress: policy.egress.map((rule) => ruleOf(peered.state, rule, 'destination')),
      };
      return [['firewall.apply', { vpc, subnet: name, policy: { subnet: subnet.cidr, ...rules } }]];
    }),
  );
  return extend(
    policed,
    forwards.flatMap((forward) => forwardTo(policed, pickOf(names, forward.vpc), forward)),
  );
}

/** Ports of the host that are forwarded to workloads of one VPC, each once. */
function forwardTo(
  { state }: Topology,
  vpc: string | undefined,
  { targets, ports, protocol, listen }: ForwardSpec,
): CommandRequest[] {
  const workloads = allWorkloads(state).filter((workload) => workload.vpc === vpc);
  if (vpc === undefined || workloads.length === 0) return [];
  const names = targets.map((pick) => pickOf(workloads, pick)?.label.slice(vpc.length + 1) ?? '');
  const input = { vpc, targets: [...new Set(names)], ports: [`${ports}/${protocol}`], listen };
  return [['port-forward.add', input]];
}

/** A container that is in no other network, and in one subnet only: where it has several, it chooses by whom it sends. */
function attach(vpc: string, subnet: string, defaultRoute: boolean): CommandRequest {
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
    case 'workload':
      return pickOf(allWorkloads(state), pick)?.addresses[0]?.text;
    case 'vpc':
      return pickOf(Object.values(selectVpcs(state)), pick)?.cidr;
    case 'group':
      return subnet && `sg:${subnet.vpc}/${subnet.name}`;
    default:
      return subnet?.cidr;
  }
}

function subnetsOf(state: State) {
  return Object.values(selectSubnets(state));
}

/** The value that a number picks; undefined where there is none. */
export function pickOf<T>(values: readonly T[], pick: number): T | undefined {
  return values[pick % Math.max(1, values.length)];
}
