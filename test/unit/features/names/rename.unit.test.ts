import { type Json, type Renamed, renamedPlace, type State } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dnsFeature } from '../../../../examples/plugin-dns/src/feature.js';
import { shapingFeature } from '../../../../plugins/shaping/src/feature.js';
import { lower } from '../../../../src/engine/model/desired.js';
import { EMPTY_STATE } from '../../../../src/engine/model/evolve.js';
import { createRegistry, type Registry } from '../../../../src/engine/registry/registry.js';
import { allWorkloads } from '../../../../src/model/workloads/select.js';
import { anyMove, requestOf } from '../../../support/features/arbitrary.js';
import { hostWith } from '../../../support/features/facts.js';
import { CORE, type CommandRequest, decide } from '../../../support/features/given.js';
import { FORWARDS } from '../../../support/reach/forwards.js';

const SHAPING = { ...FORWARDS, name: '@vpcctl/shaping', features: [shapingFeature] };
const [driver] = CORE.drivers ?? [];
if (driver === undefined) throw new Error('the core has no driver');
/** Serves what plugins want. */
const others = { ...driver, name: 'others', kinds: ['ifb', 'qdisc', 'redirect', 'dns-server'] };
const DNS = { ...FORWARDS, name: 'vpcctl-dns', features: [dnsFeature] };
const registry: Registry = createRegistry([CORE, FORWARDS, DNS, { ...SHAPING, drivers: [others] }]);

const stateAfter = (state: State, request: CommandRequest) =>
  decide(state, request, hostWith(state), registry).state;
const given = (...requests: CommandRequest[]) => requests.reduce(stateAfter, EMPTY_STATE);
const rename = (place: string, to: string): CommandRequest => ['names.rename', { place, to }];
const refusal = (state: State, request: CommandRequest) => {
  try {
    return stateAfter(state, request);
  } catch (error) {
    return error;
  }
};

/** What the host is made to be, whatever things are called: by id, without the words for people. */
function hostOf(state: State): Map<string, unknown> {
  return new Map(
    lower(registry, state).map(({ why: _, id, ...rest }) => [
      id,
      { ...rest, dependsOn: [...(rest.dependsOn ?? [])].sort() },
    ]),
  );
}

const POLICY = { subnet: '10.0.1.0/24', ingress: [{ action: 'allow', source: 'sg:shop/db' }] };
const STORY: readonly CommandRequest[] = [
  ['vpc.create', { name: 'shop', cidr: '10.0.0.0/16' }],
  ['subnet.add', { vpc: 'shop', name: 'web', cidr: '10.0.1.0/24', type: 'public' }],
  ['subnet.add', { vpc: 'shop', name: 'db', cidr: '10.0.2.0/24' }],
  ['instance.add', { vpc: 'shop', subnet: 'web', name: 'b' }],
  ['instance.add', { vpc: 'shop', subnet: 'web', name: 'a' }],
  ['vpc.create', { name: 'office', cidr: '10.1.0.0/16' }],
  ['peering.add', { vpcs: ['office', 'shop'] }],
  ['firewall.apply', { vpc: 'shop', subnet: 'web', policy: POLICY }],
  ['port-forward.add', { vpc: 'shop', targets: ['web/b', 'web', 'web/a'], ports: ['8080:80'] }],
  ['shaping.set', { vpc: 'shop', workload: 'web/a', rate: '1mbit' }],
  ['labels.set', { place: 'shop/web/a', labels: ['team=blue'] }],
  ['limits.set', { vpc: 'shop', connections: 9000 }],
  ['flow-logs.enable', { vpc: 'shop' }],
  [
    'topology.own',
    {
      name: 'net',
      objects: ['vpcs shop', 'subnets shop/web', 'instances shop/web/a', 'peerings office/shop'],
      keys: { 'shop/web#firewall': 'abc', 'shop#labels': 'def', '#backend': 'abc' },
    },
  ],
];

/** Every word of a slice, but for what something was made as and what it is called on the host. */
function words(value: Json): string[] {
  if (typeof value === 'string') return value.split(/[/# :]/);
  if (typeof value !== 'object' || value === null) return [];
  const HOST = ['madeAs', 'namespace', 'bridge', 'guestEnd', 'hostEnd', 'queue'];
  return Object.entries(value)
    .filter(([key]) => !HOST.includes(key))
    .flatMap(([key, each]) => [...key.split(/[/# :]/), ...words(each)]);
}

describe.each([
  ['shop', 'zoo', ['zoo']],
  ['shop/web', 'zoo', ['shop', 'zoo']],
  ['shop/web/a', 'zoo', ['shop', 'web', 'zoo']],
])('after a rename of %s to %s', (place, to, names) => {
  const before = given(...STORY);
  const state = stateAfter(before, rename(place, to));

  it('the host is to be the same, down to each rule', () => {
    expect(hostOf(state)).toEqual(hostOf(before));
  });

  it('no slice has the old name, and what refers to it has the new one', () => {
    const old = place.split('/').at(-1) ?? '';
    expect(words(before)).toContain(old);
    // `a` is a key of nothing else, `web` and `shop` are no words of the host.
    expect(words(state)).not.toContain(old);
    const count = (all: string[], word: string) => all.filter((each) => each === word).length;
    expect(count(words(state), to)).toBe(count(words(before), old));
    expect(Object.keys(state)).toEqual(Object.keys(before));
    const label = names.join('/');
    const labelled = ['shop/web/a'].map((each) => each.replace(place, label));
    expect(Object.keys(state['labels'] ?? {})).toEqual(labelled);
  });

  it('the rename back leaves the state as it was', () => {
    expect(stateAfter(state, rename(names.join('/'), place.split('/').at(-1) ?? ''))).toEqual(
      before,
    );
  });
});

describe('the old name', () => {
  it.each([1, 2, 3])('can be taken again, %i times, and nothing on the host is shared', (times) => {
    let state = given(...STORY);
    for (let time = 1; time <= times; time += 1) {
      for (const place of ['shop/web/a', 'shop/web', 'shop'])
        state = stateAfter(state, rename(place, `old${time}`));
      // Those that go by the old names are apart from those that have them on the host.
      state = stateAfter(state, ['vpc.delete', { name: 'office' }]);
      for (const request of STORY) state = stateAfter(state, portsOf(request, time));
    }
    // Lowering refuses an id that is wanted twice.
    const links = lower(registry, state).flatMap(({ kind, attributes: { name } }) =>
      ['veth', 'bridge', 'ifb'].includes(kind) ? [name] : [],
    );
    expect(new Set(links).size).toBe(links.length);
    const namespaces = allWorkloads(state).map(({ namespace }) => namespace);
    expect(new Set(namespaces).size).toBe(namespaces.length);
    expect(namespaces).toContain('shop-web');
    expect(namespaces).toContain(`shop-web-${times + 1}`);
  });
});

/** The same forward by another port, and other networks of a peering. */
function portsOf([type, input]: CommandRequest, time: number): CommandRequest {
  return type === 'port-forward.add'
    ? [type, { ...Object(input), ports: [`${8080 + time}:80`] }]
    : [type, input];
}

it.each<[string, string, string, string]>([
  ['shop', 'office', 'VPC_EXISTS', 'VPC office already exists'],
  ['shop/web', 'db', 'SUBNET_EXISTS', 'subnet shop/db already exists'],
  ['shop/web/a', 'b', 'INSTANCE_EXISTS', 'instance shop/web/b already exists'],
  ['shop', 'shop', 'NAME_UNCHANGED', 'shop has this name already'],
  ['shop/web', 'shop/web', 'NAME_UNCHANGED', 'shop/web has this name already'],
  ['shop/web', 'office/web', 'NAME_ELSEWHERE', 'a rename moves nothing'],
  ['shop/web', 'Web', 'NAME_INVALID', 'a subnet cannot be named "Web"'],
  ['shp', 'zoo', 'VPC_UNKNOWN', 'VPC "shp" does not exist'],
  ['shop/wb', 'zoo', 'SUBNET_UNKNOWN', '"wb" does not exist'],
  ['shop/web/c', 'zoo', 'INSTANCE_UNKNOWN', '"c" does not exist'],
  ['shop/web/a/b', 'zoo', 'NAME_INVALID', 'is not VPC, VPC/SUBNET or VPC/SUBNET/NAME'],
])('rename %s %s is refused: %s', (place, to, code, message) => {
  const error = refusal(given(...STORY), rename(place, to));
  expect(error).toMatchObject({
    code,
    category: 'input',
    message: expect.stringContaining(message),
  });
});

it('names of the DNS example follow, and nothing else of it changes', () => {
  const before = given(...STORY, ['dns.enable', { vpc: 'shop' }]);
  const state = [rename('shop/web', 'pages'), rename('shop', 'mall')].reduce(stateAfter, before);
  const changed = [...hostOf(state)].filter(([id, now]) => {
    return JSON.stringify(now) !== JSON.stringify(hostOf(before).get(id));
  });
  expect(changed.map(([id]) => id)).toEqual([
    'dns-server:dns-7001-public',
    'dns-server:dns-7001-private',
  ]);
  expect(JSON.stringify(changed)).toContain('a.pages.mall.internal');
  expect(JSON.stringify(changed)).not.toMatch(/shop\.internal|web\.mall/);
});

it('the new name may be written with its place', () => {
  expect(stateAfter(given(...STORY), rename('shop/web', 'shop/zoo'))).toEqual(
    stateAfter(given(...STORY), rename('shop/web', 'zoo')),
  );
});

it('whatever is there, a rename changes nothing on the host, and the rename back nothing at all', () => {
  const moves = fc.array(anyMove, { maxLength: 20, size: 'max' });
  fc.assert(
    fc.property(moves, fc.nat(), (sequence, pick) => {
      let state: State = EMPTY_STATE;
      for (const move of sequence) {
        const next = refusal(state, requestOf(state, move));
        if (!(next instanceof Error)) state = Object(next);
      }
      const places = ['vpc', 'subnet', 'instance'].flatMap((slice) =>
        Object.keys(state[slice] ?? {}),
      );
      const place = places[pick % Math.max(1, places.length)];
      if (place === undefined) return;
      const renamed = stateAfter(state, rename(place, 'another'));
      expect(hostOf(renamed)).toEqual(hostOf(state));
      const [vpc = '', subnet = null, instance = null] = place.split('/');
      const there: Renamed = { vpc, subnet, instance, to: 'another' };
      const now = [...renamedPlace(there).slice(0, -1), 'another'].join('/');
      expect(stateAfter(renamed, rename(now, place.split('/').at(-1) ?? ''))).toEqual(state);
    }),
    { numRuns: 40 },
  );
});
