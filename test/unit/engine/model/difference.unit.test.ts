/** A change lowers what differs, and comes to the same as if both states were lowered as a whole. */
import { nftables } from '@vpcctl/nftables';
import { API_VERSION, diff, type Feature, isVpcctlError, type State } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forwardFeature } from '../../../../plugins/port-forward/src/feature.js';
import { createTcDriver } from '../../../../plugins/shaping/src/driver/index.js';
import { shapingFeature } from '../../../../plugins/shaping/src/feature.js';
import { core } from '../../../../src/core.js';
import { compileStep } from '../../../../src/engine/model/compile.js';
import { desiredStateOf } from '../../../../src/engine/model/desired.js';
import { differenceOf } from '../../../../src/engine/model/difference.js';
import { EMPTY_STATE } from '../../../../src/engine/model/evolve.js';
import { createRegistry } from '../../../../src/engine/registry/registry.js';
import { anyMove, requestOf } from '../../../support/features/arbitrary.js';
import { hostWith } from '../../../support/features/facts.js';
import { type CommandRequest, decide } from '../../../support/features/given.js';
import { largeNetwork } from '../../../support/scale/network.js';

/** How often a part of a feature was lowered. */
let loweredParts: string[] = [];

function counting(feature: Feature): Feature {
  const { parts } = feature;
  if (parts === undefined) return feature;
  return {
    ...feature,
    parts: (state, place) =>
      new Map(
        [...parts(state, place)].map(([key, part]) => {
          const lower = () => {
            loweredParts.push(`${feature.name} ${key}`);
            return part.lower();
          };
          return [key, { of: part.of, lower }];
        }),
      ),
  };
}

const { features = [], ...rest } = core();
const registry = createRegistry([
  { ...rest, features: features.map(counting) },
  { name: 'nftables', apiVersion: API_VERSION, drivers: [nftables] },
  {
    ...{ name: 'more', apiVersion: API_VERSION },
    features: [forwardFeature, shapingFeature],
    drivers: [createTcDriver()],
  },
]);

const stateAfter = (state: State, request: CommandRequest) =>
  decide(state, request, hostWith(state), registry).state;

/** What the change from one state to the other comes to, by its difference and by the whole. */
function bothWays(from: State, to: State) {
  const [before, desired] = [desiredStateOf(registry, from), desiredStateOf(registry, to)];
  const near = differenceOf(registry, from, to);
  const changes = diff(near.before.resources, near.after.resources);
  const inForce = () => desired.resources;
  return {
    byDifference: { changes, operations: compileStep(near.before, near.after, changes, inForce) },
    byWhole: {
      changes: diff(before.resources, desired.resources),
      operations: compileStep(before, desired),
    },
  };
}

function expectSame(from: State, to: State): void {
  const { byDifference, byWhole } = bothWays(from, to);
  expect(byDifference).toEqual(byWhole);
}

describe('the difference of two states comes to what the whole states come to', () => {
  it('for any change, its undo, and both of two changes', () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 20, size: 'max' }), (moves) => {
        const states: State[] = [EMPTY_STATE];
        for (const move of moves) {
          const state = states.at(-1) ?? EMPTY_STATE;
          try {
            states.push(stateAfter(state, requestOf(state, move)));
          } catch (error) {
            if (!isVpcctlError(error) || error.category !== 'input') throw error;
          }
        }
        const [earlier = EMPTY_STATE, before = EMPTY_STATE, last = EMPTY_STATE] = states.slice(-3);
        expectSame(before, last);
        expectSame(last, before);
        expectSame(earlier, last);
      }),
      { numRuns: 60 },
    );
  });

  const forward: CommandRequest = [
    'port-forward.add',
    { vpc: 'v0', targets: ['s0'], ports: ['8080:80'] },
  ];
  const shape: CommandRequest = ['shaping.set', { vpc: 'v0', workload: 's1', rate: '1mbit' }];
  const network = [forward, shape].reduce(
    stateAfter,
    largeNetwork({ vpcs: 3, subnets: 9, rules: 36 }).state,
  );

  it.each<[what: string, request: CommandRequest]>([
    ['a subnet that policies refer to', ['subnet.delete', { vpc: 'v0', name: 's2' }]],
    ['a subnet that has a limit', ['subnet.delete', { vpc: 'v0', name: 's1' }]],
    ['a subnet that has a port forward', ['subnet.delete', { vpc: 'v0', name: 's0' }]],
    ['an instance', ['instance.add', { vpc: 'v0', subnet: 's1', name: 'i' }]],
    ['a limit', ['shaping.clear', { vpc: 'v0', workload: 's1' }]],
    ['a peering', ['peering.remove', { vpcs: ['v0', 'v1'] }]],
    ['a VPC', ['vpc.delete', { name: 'v0' }]],
  ])('for %s', (_, request) => {
    const next = stateAfter(network, request);
    expectSame(network, next);
    expectSame(next, network);
  });

  it('from nothing to all, and back', () => {
    expectSame(EMPTY_STATE, network);
    expectSame(network, EMPTY_STATE);
  });
});

describe('one more subnet', () => {
  const add: CommandRequest = [
    'subnet.add',
    { vpc: 'v0', name: 'new', cidr: '10.0.250.0/24', type: 'public' },
  ];

  it.each([
    ['among 20', 20],
    ['among 200', 200],
  ])('%s lowers its own resources and those of VPCs, whatever else is there', (_, subnets) => {
    const { state } = largeNetwork({ vpcs: 4, subnets, rules: 4 * subnets });
    const next = stateAfter(state, add);
    loweredParts = [];
    const near = differenceOf(registry, state, next);
    expect(loweredParts).toEqual(['subnet v0/new']);
    // 4 VPCs, and what they share.
    expect(near.before.resources.length).toBeLessThan(90);
    expect(near.after.resources.length).toBeLessThan(100);
  });

  it('lowers the policies that refer to a subnet that goes, and no other ones', () => {
    const { state } = largeNetwork({ vpcs: 4, subnets: 40, rules: 160 });
    const next = stateAfter(state, ['subnet.delete', { vpc: 'v0', name: 's5' }]);
    loweredParts = [];
    differenceOf(registry, state, next);
    // Before: the subnet, its policy and the one that refers to it. After: the latter.
    expect(loweredParts).toEqual([
      'subnet v0/s5',
      'firewall v0/s2',
      'firewall v0/s5',
      'firewall v0/s2',
    ]);
  });
});
