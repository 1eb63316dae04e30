/** What a command does with the state must not grow faster than the state. No clock tells that. */
import { diff } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { lowerAll } from '../../../../src/engine/model/desired.js';
import { prerequisitesOf } from '../../../../src/engine/repair/prerequisites.js';
import { unitsOf } from '../../../../src/engine/repair/units.js';
import { coreFeatures } from '../../../../src/features/index.js';
import { viewVpcs } from '../../../../src/features/views.js';
import { flushAfter } from '../../../../src/host/conntrack/after-change.js';
import { guardedLinks } from '../../../../src/host/iproute2/guarded-links.js';
import { endsOf, flowsBetween, reach, reachModelOf } from '../../../../src/model/reach/index.js';
import { registry } from '../../../support/features/given.js';
import { flowOf } from '../../../support/reach/ask.js';
import { countReads } from '../../../support/scale/count-reads.js';
import { largeNetwork } from '../../../support/scale/network.js';

/** The same number of VPCs each time, so that what is quadratic in the subnets of one is seen. */
const networkOf = (subnets: number) => largeNetwork({ vpcs: 4, subnets, rules: 4 * subnets });
const SIZES = [50, 100].map(networkOf);

/** How many times as many reads a network of twice the size takes. */
function growth(readsOf: (network: (typeof SIZES)[number]) => number): number {
  const [small = 0, large = Number.POSITIVE_INFINITY] = SIZES.map(readsOf);
  return large / small;
}

describe('twice the subnets take at most 2.2 times the reads', () => {
  const resourcesOf = ({ state }: (typeof SIZES)[number]) => lowerAll(registry, state);

  it('to lower a state', () => {
    expect(
      growth(({ state }) => {
        const { value, reads } = countReads(state);
        lowerAll(registry, value);
        return reads();
      }),
    ).toBeLessThan(2.2);
  });

  it('to show all VPCs', () => {
    expect(
      growth(({ state }) => {
        const { value, reads } = countReads(state);
        JSON.stringify(viewVpcs(value));
        return reads();
      }),
    ).toBeLessThan(2.2);
  });

  it.each(['create', 'keep', 'delete'])('to compare resources: %s', (how) => {
    expect(
      growth((network) => {
        const { value, reads } = countReads(resourcesOf(network));
        diff(how === 'create' ? [] : value, how === 'delete' ? [] : value);
        return reads();
      }),
    ).toBeLessThan(2.2);
  });

  it('to find the connections that a policy ends', () => {
    expect(
      growth((network) => {
        const { value, reads } = countReads(resourcesOf(network));
        const changes = value.map((after) => ({ action: 'update' as const, before: after, after }));
        flushAfter({ changes, known: value, desired: value });
        return reads();
      }),
    ).toBeLessThan(2.2);
  });

  it('to find what a repair has to do first, and in which groups', () => {
    expect(
      growth((network) => {
        const { value, reads } = countReads(resourcesOf(network));
        const desired = new Map(value.map((each) => [each.id, each]));
        const links = new Map(guardedLinks(value).map((link) => [link.id, link]));
        const prerequisites = prerequisitesOf(value, links);
        unitsOf({ current: new Map(), desired, links, prerequisites, isGivenUp: () => false });
        return reads();
      }),
    ).toBeLessThan(2.2);
  });

  it('to ask for one flow', () => {
    expect(
      growth((network) => {
        const { value, reads } = countReads({ ...network, resources: resourcesOf(network) });
        const model = reachModelOf(value);
        reach(model, {
          from: { kind: 'workload', vpc: 'v0', subnet: 's1', instance: null },
          to: { kind: 'workload', vpc: 'v1', subnet: 's0', instance: null },
          ...{ protocol: 'tcp', port: 22 },
        });
        return reads();
      }),
    ).toBeLessThan(2.2);
  });
});

it('one question looks at the rules of two policies, whatever the others hold', () => {
  const { value: state, reads } = countReads(SIZES[1]?.state ?? {});
  const model = reachModelOf({ state, resources: [] });
  const before = reads();
  reach(model, flowOf('v0/s0 -> v0/s1:22'));
  const one = reads() - before;
  for (const policy of Object.values(model.policies)) void policy.ingress;
  expect(reads() - before).toBeGreaterThan(20 * one);
});

it('no feature of the core lowers what a reach model reads from resources', () => {
  const kinds = SIZES.flatMap(({ state }) =>
    coreFeatures.flatMap((feature) => feature.lower(state, registry.place)),
  ).map(({ kind }) => kind);
  expect(kinds).not.toEqual([]);
  expect(kinds).not.toContain('port-forward');
  expect(kinds).not.toContain('host-service');
});

it('twice the subnets, and so four times the flows, take at most 4.4 times the reads', () => {
  expect(
    growth((network) => {
      const lowered = { state: network.state, resources: lowerAll(registry, network.state) };
      const { value: model, reads } = countReads(reachModelOf(lowered));
      const ends = endsOf(model, ['v0', 'v1']);
      for (const flow of flowsBetween(model, ends, [{ protocol: 'tcp', port: 22 }])) {
        reach(model, flow);
      }
      return reads();
    }),
  ).toBeLessThan(4.4);
});
