import { MAIN_TABLE, type Operation, type OperationKind, PHASES } from '@vpcctl/sdk';
import fc from 'fast-check';

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,14}$/);
const mac = fc.constantFrom('02:00:00:00:01:11', '02:00:00:00:01:21');
const address = fc.ipV4();
const cidr = fc.tuple(fc.ipV4(), fc.nat(32)).map(([ip, length]) => `${ip}/${length}`);
const number = fc.nat(100_000);
const link = fc.record({
  namespace: fc.constantFrom(null, 'vpc1-public', 'vpc1-private', 'vpc2-web'),
  link: name,
});
const host = { namespace: fc.constant(null) };

const route = fc.tuple(
  link,
  fc.record({
    type: fc.constantFrom('unicast', 'blackhole'),
    table: fc.constantFrom(MAIN_TABLE, 101),
    destination: fc.option(cidr),
    via: fc.option(address),
    onlink: fc.boolean(),
    metric: fc.option(number),
    source: fc.option(address),
  }),
);
const target = fc.oneof(
  fc.record({ table: number, goto: fc.constant(null) }),
  fc.record({ table: fc.constant(null), goto: number }),
);
const rule = fc
  .tuple(
    fc.record({
      namespace: fc.constant(null),
      priority: number,
      iif: fc.option(name),
      fwmark: fc.option(number),
      mask: fc.option(number),
    }),
    target,
  )
  .map(([condition, to]) => ({ ...condition, ...to }));
const discipline = fc.oneof(
  fc.record({ kind: fc.constant('tbf'), rate: number, burst: number, latency: number }),
  fc.record({
    kind: fc.constant('netem'),
    rate: fc.option(number),
    limit: number,
    delay: number,
    jitter: number,
    loss: fc.nat(100),
  }),
);
const device = fc.oneof(
  fc.record({
    kind: fc.constant('bridge'),
    multicastSnooping: fc.boolean(),
    ageingTime: number,
  }),
  fc.record({
    kind: fc.constant('veth'),
    peer: fc.record({ name, mac, namespace: name }),
  }),
  fc.record({ kind: fc.constant('ifb') }),
);
const process = fc.constant({ pid: 7, started: '1', boot: 'b', inode: 4026531840 });
const exception = fc.record({
  filter: fc.constantFrom('nftables', 'iptables-legacy'),
  family: fc.constant('ip'),
  table: fc.constant('filter'),
  chain: fc.constant('FORWARD'),
  hook: fc.constant('forward'),
  bridge: name,
  segment: number,
  networks: fc.tuple(cidr),
  gateways: fc.tuple(address),
});
const lasting = fc.record({
  program: fc.constantFrom('firewalld', 'ufw'),
  vpcs: fc.array(
    fc.record({
      bridge: name,
      segment: number,
      networks: fc.tuple(cidr),
      gateways: fc.tuple(address),
    }),
    { maxLength: 2 },
  ),
});
const daemon = { ...host, name: fc.constantFrom('lamp', 'dns'), program: name };

/** The fields of each kind; of a kind without any the type would not let this compile. */
const FIELDS: { readonly [Kind in OperationKind]: fc.Arbitrary<object> } = {
  'link.add': fields(link, { mac, device }),
  'link.set': fc
    .tuple(
      link,
      fc.record(
        {
          mac,
          addressGeneration: fc.constant('none'),
          alias: name,
          master: name,
          up: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    )
    .map(joined),
  'link.delete': link,
  'altname.add': fields(link, { altname: name }),
  'altname.delete': fields(link, { altname: name }),
  'bridge.set': fc
    .tuple(
      link,
      fc.record(
        { ageingTime: number, spanningTree: fc.boolean(), vlanFiltering: fc.boolean() },
        { requiredKeys: [] },
      ),
    )
    .map(joined),
  'bridge-port.set': fields(link, { isolated: fc.boolean(), locked: fc.boolean() }),
  'bridge-entry.replace': fields(link, { mac, state: fc.constantFrom('static', 'dynamic') }),
  'bridge-entry.delete': fields(link, { mac }),
  'namespace.add': fc.record({ ...host, name }),
  'namespace.delete': fc.record({ ...host, name }),
  'namespace.attach': fc.record({ ...host, name, process }),
  'address.add': fields(link, { cidr }),
  'address.delete': fields(link, { cidr }),
  'route.add': route.map(joined),
  'route.replace': route.map(joined),
  'route.delete': route.map(joined),
  'rule.add': rule,
  'rule.delete': rule,
  'neighbour.replace': fields(link, { address, mac }),
  'neighbour.delete': fields(link, { address }),
  'neighbour.flush': link,
  'ingress.add': link,
  'qdisc.replace': fields(link, { discipline }),
  'qdisc.delete': fields(link, { parent: fc.constantFrom('root', 'ingress') }),
  'filter.add': fields(link, { redirectTo: name }),
  'sysctl.set': fc.record({
    ...host,
    link: fc.option(name),
    key: fc.constantFrom('net/ipv4/ip_forward', 'net/ipv4/conf/br-a/forwarding'),
    value: fc.constantFrom('0', '1'),
  }),
  'nft.transaction': fc.record({
    ...host,
    objects: fc.array(fc.record({ add: fc.record({ name: fc.string() }) }), { maxLength: 2 }),
  }),
  'program.run': fc.record({
    ...host,
    program: fc.constantFrom('iptables-legacy-restore', 'conntrack'),
    arguments: fc.array(fc.string(), { maxLength: 2 }),
    input: fc.option(fc.string()),
  }),
  'firewall-exception.open': fc.record({ ...host, exception }),
  'firewall-exception.close': fc.record({ ...host, exception }),
  'lasting-exception.write': fc.record({ ...host, lasting }),
  'lasting-exception.remove': fc.record({ ...host, lasting }),
  'conntrack.flush': fc.record({
    ...host,
    vpcs: fc.array(fc.integer({ min: 7001, max: 7009 }), { minLength: 1, maxLength: 3 }),
    deleted: fc.constant([]),
    gone: fc.constant([]),
    opened: fc.constant([]),
    policy: fc.constant([]),
  }),
  'daemon.start': fc.record({ ...daemon, arguments: fc.array(name) }),
  'daemon.stop': fc.record(daemon),
};

function joined([one, other]: readonly [object, object]): object {
  return { ...one, ...other };
}

function fields(base: fc.Arbitrary<object>, more: Record<string, fc.Arbitrary<unknown>>) {
  return fc.tuple(base, fc.record(more)).map(joined);
}

/** Every kind of operation. */
export const OPERATION_KINDS = Object.keys(FIELDS) as OperationKind[];

/** Operations of one kind. */
export function operationsOf<Kind extends OperationKind>(op: Kind): fc.Arbitrary<Operation<Kind>> {
  const step = fc.record({ phase: fc.constantFrom(...PHASES), resources: fc.constant([]) });
  // Its fields are those of the kind, by the table above.
  return fc
    .tuple(step, FIELDS[op])
    .map(([one, other]) => ({ op, why: 'a test', ...one, ...other }) as unknown as Operation<Kind>);
}

/** Operations of all kinds, each told from the others by the number in its `why`. */
export const operations: fc.Arbitrary<Operation[]> = fc
  .array(fc.oneof(...OPERATION_KINDS.map((kind) => operationsOf<OperationKind>(kind))), {
    maxLength: 30,
  })
  .map((all) => all.map((operation, index) => ({ ...operation, why: String(index) })));
