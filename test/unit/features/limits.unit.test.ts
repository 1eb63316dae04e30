import type { Resource } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { EMPTY_STATE } from '../../../src/engine/model/evolve.js';
import { hostWith } from '../../support/features/facts.js';
import { type CommandRequest, decide } from '../../support/features/given.js';

const VPC: CommandRequest = ['vpc.create', { name: 'constructor', cidr: '10.0.0.0/16' }];
const OTHER: CommandRequest = ['vpc.create', { name: 'b', cidr: '10.0.0.0/16' }];
const limit = (more: object): CommandRequest => ['limits.set', { vpc: 'constructor', ...more }];

function stateAfter(...requests: readonly CommandRequest[]) {
  let outcome: ReturnType<typeof decide> | undefined;
  for (const request of requests) {
    const state = outcome?.state ?? EMPTY_STATE;
    outcome = decide(state, request, hostWith(state));
  }
  return outcome?.resources ?? [];
}

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
    expect(shares(stateAfter(VPC, OTHER, ...requests))).toEqual([share, DEFAULT]);
  });

  it('goes with the VPC', () => {
    const gone: CommandRequest = ['vpc.delete', { name: 'constructor' }];
    expect(shares(stateAfter(VPC, limit({ perWorkload: 5 }), gone, VPC))).toEqual([DEFAULT]);
  });

  it.each<[string, CommandRequest]>([
    ['of no VPC', ['limits.set', { vpc: 'none', perWorkload: 5 }]],
    ['that says nothing', limit({})],
    ['of nothing', limit({ perWorkload: 0 })],
    ['with more for a workload than for all', limit({ connections: 9 })],
  ])('is refused: one %s', (_what, request) => {
    expect(() => stateAfter(VPC, request)).toThrow();
  });
});
