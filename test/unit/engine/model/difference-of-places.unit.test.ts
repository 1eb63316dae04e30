/** A change is planned for the uplinks of now, against what was made for the uplinks of before. */
import { nftables } from '@vpcctl/nftables';
import {
  API_VERSION,
  diff,
  type Feature,
  type LoweredPart,
  type Place,
  type PlaceUplink,
  type Resource,
  type State,
} from '@vpcctl/sdk';
import { beforeEach, expect, it } from 'vitest';
import { core } from '../../../../src/core.js';
import { desiredStateOf } from '../../../../src/engine/model/desired.js';
import { differenceOf } from '../../../../src/engine/model/difference.js';
import { complete } from '../../../../src/engine/model/plan.js';
import { createRegistry } from '../../../../src/engine/registry/registry.js';
import { hostWith } from '../../../support/features/facts.js';
import { type CommandRequest, decide } from '../../../support/features/given.js';
import { largeNetwork } from '../../../support/scale/network.js';

const uplink = (name: string, number: number, isDefault = true): PlaceUplink => ({
  ...{ interface: name, number, gateway: '192.0.2.1', addresses: [`192.0.2.${number}`] },
  ...{ isDefault, isRouted: true },
});

const BEFORE = [uplink('eth0', 1)];
const NOW: Place = {
  host: 'local',
  uplinks: [uplink('eth1', 2), uplink('eth0', 1, false)],
  running: null,
};

let loweredParts: string[] = [];

/** A feature with a part that reads the uplinks, and a part that does not. */
const tunables: Feature = {
  ...{ name: 'tunables', initial: {}, intents: [], evolve: {}, select: () => ({}) },
  lower: (state, place) => [...partsOf(state, place).values()].flatMap((part) => part.lower()),
  parts: (state, place) => partsOf(state, place),
};

function partsOf(_: State, { uplinks }: Place): ReadonlyMap<string, LoweredPart> {
  const part = (key: string, of: readonly unknown[], value: string): [string, LoweredPart] => {
    const lower = () => {
      loweredParts.push(key);
      return [setting(key, value)];
    };
    return [key, { of, lower }];
  };
  const names = uplinks.map((each) => each.interface).join(' ');
  return new Map([part('with-uplinks', [uplinks], names), part('without', [], 'x')]);
}

const setting = (key: string, value: string): Resource => ({
  ...{ kind: 'sysctl', id: `sysctl:${key}`, why: 'a test' },
  attributes: { key, value, restore: null },
});

const registry = createRegistry(
  [
    core(),
    { name: 'nftables', apiVersion: API_VERSION, drivers: [nftables] },
    { name: 'more', apiVersion: API_VERSION, features: [tunables] },
  ],
  { uplinks: BEFORE, running: null },
);

const { state } = largeNetwork({ vpcs: 2, subnets: 4, rules: 8 });
const next = (request: CommandRequest) => decide(state, request, hostWith(state), registry).state;

beforeEach(() => {
  loweredParts = [];
});

function expectAsWhole(after: State): void {
  const near = differenceOf(registry, state, after, NOW);
  const [was, is] = [
    desiredStateOf(registry, state).resources,
    desiredStateOf(registry, after, NOW).resources,
  ];
  expect(diff(near.before.resources, near.after.resources)).toEqual(diff(was, is));
}

it.each<[what: string, request: CommandRequest]>([
  ['an instance', ['instance.add', { vpc: 'v0', subnet: 's1', name: 'i' }]],
  ['a named uplink', ['vpc.set-uplink', { vpc: 'v0', interface: 'eth0' }]],
  ['a VPC that goes', ['vpc.delete', { name: 'v1' }]],
])('the change of uplinks comes with %s, as if the whole states were lowered', (_, request) => {
  expectAsWhole(next(request));
});

it('a change that leaves the state alone brings in the uplinks of now', () => {
  const plan = complete(
    registry,
    {
      ...{ content: { type: 'confirm', v: 1, data: { targets: [1] } }, description: '' },
      ...{ stateBefore: state, stateAfter: state },
    },
    NOW,
  );
  const named = plan.changes.map((change) => {
    const { id } = change.action === 'delete' ? change.before : change.after;
    return `${change.action} ${id}`;
  });
  expect(named).toEqual(
    expect.arrayContaining([
      'create uplink:eth1',
      'delete uplink:eth0',
      'update sysctl:with-uplinks',
    ]),
  );
  expect(plan.place).toBe(NOW);
});

it('only parts that depend on the uplinks are lowered anew', () => {
  differenceOf(registry, state, state, NOW);
  expect(loweredParts).toEqual(['with-uplinks', 'with-uplinks']);
});

it('none is lowered where the uplinks are the same', () => {
  differenceOf(registry, state, state);
  expect(loweredParts).toEqual([]);
});
