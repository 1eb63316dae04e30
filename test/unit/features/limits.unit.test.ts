import type { Resource } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { EMPTY_STATE } from '../../../src/engine/model/evolve.js';
import { limitsFeature } from '../../../src/features/limits/index.js';
import { setLimits } from '../../../src/features/limits/set.js';
import { hostWith } from '../../support/features/facts.js';
import { type CommandRequest, decide } from '../../support/features/given.js';

const VPC: CommandRequest = ['vpc.create', { name: 'constructor', cidr: '10.0.0.0/16' }];
const OTHER: CommandRequest = ['vpc.create', { name: 'b', cidr: '10.0.0.0/16' }];
const limit = (more: object): CommandRequest => ['limits.set', { vpc: 'constructor', ...more }];

function after(...requests: readonly CommandRequest[]) {
  let outcome: ReturnType<typeof decide> | undefined;
  for (const request of requests) {
    const state = outcome?.state ?? EMPTY_STATE;
    outcome = decide(state, request, hostWith(state));
  }
  return outcome;
}

const resourcesAfter = (...requests: readonly CommandRequest[]) =>
  after(...requests)?.resources ?? [];

const shares = (resources: readonly Resource[]) =>
  resources.flatMap(({ kind, attributes }) =>
    kind === 'vpc-boundary' ? [attributes['share']] : [],
  );

const DEFAULT = { connections: 16_384, perWorkload: 4096 };

describe('the share of a VPC', () => {
  it.each<[string, readonly CommandRequest[], object]>([
    ['has a default', [], DEFAULT],
    ['is set', [limit({ connections: 9, perWorkload: 5 })], { connections: 9, perWorkload: 5 }],
    ['keeps what is not given', [limit({ perWorkload: 5 })], { ...DEFAULT, perWorkload: 5 }],
    [
      'is the last that was set',
      [limit({ perWorkload: 5 }), limit({ connections: 6 })],
      { connections: 6, perWorkload: 5 },
    ],
  ])('%s', (_what, requests, share) => {
    expect(shares(resourcesAfter(VPC, OTHER, ...requests))).toEqual([share, DEFAULT]);
  });

  it('can be recorded anew', () => {
    const { state } = after(VPC, OTHER, limit({ perWorkload: 5 })) ?? { state: EMPTY_STATE };
    expect(limitsFeature.restate?.(state)).toEqual([
      { type: 'limits.set', v: 1, data: { vpc: 'constructor', ...DEFAULT, perWorkload: 5 } },
    ]);
  });

  it('is recorded only where it makes sense', () => {
    const data = { vpc: 'a', connections: 9, perWorkload: 9 };
    expect(setLimits.data.safeParse(data).success).toBe(true);
    for (const wrong of [{ connections: 8 }, { perWorkload: 0 }, { vpc: '../x' }, { more: 1 }]) {
      expect(setLimits.data.safeParse({ ...data, ...wrong }).success).toBe(false);
    }
  });

  it('goes with the VPC', () => {
    const gone: CommandRequest = ['vpc.delete', { name: 'constructor' }];
    expect(shares(resourcesAfter(VPC, limit({ perWorkload: 5 }), gone, VPC))).toEqual([DEFAULT]);
  });

  it.each<[string, CommandRequest]>([
    ['of no VPC', ['limits.set', { vpc: 'none', perWorkload: 5 }]],
    ['that says nothing', limit({})],
    ['of nothing', limit({ perWorkload: 0 })],
    ['with more for a workload than for all', limit({ connections: 9 })],
  ])('is refused: one %s', (_what, request) => {
    expect(() => resourcesAfter(VPC, request)).toThrow();
  });
});
