import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countsSince,
  knownCounts,
  type PolicyCount,
} from '../../../../src/model/counters/index.js';

const said = (port: number) => ({
  action: 'allow' as const,
  protocol: 'tcp',
  ports: { from: port, to: port },
  remote: null,
});
const policy = { ingress: [said(1), said(2)], egress: null };
const counted = (...counts: [number[], number][]) => ({
  ingress: counts.map(([rules, packets]): PolicyCount => ({ rules, packets, bytes: packets * 40 })),
  egress: [],
});

describe('what rules have counted since the last look', () => {
  it('is the difference, of the default as well', () => {
    const before = knownCounts(policy, counted([[1], 5], [[2], 7], [[], 1]));
    const now = counted([[1], 6], [[2], 7], [[], 4]);
    expect(countsSince(policy, now, before)).toEqual(counted([[1], 1], [[2], 0], [[], 3]));
  });

  it('finds a rule again at another place, and takes a counter that began anew whole', () => {
    const before = knownCounts(policy, counted([[1], 5], [[2], 7]));
    const moved = { ingress: [said(9), said(2), said(1)], egress: null };
    const now = counted([[1], 3], [[2], 9], [[3], 2]);
    expect(countsSince(moved, now, before)).toEqual(counted([[1], 3], [[2], 2], [[3], 2]));
  });

  it('adds up to all that was counted, however often one looks', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000)), (steps) => {
        let before = {};
        let [total, sum] = [0, 0];
        for (const step of steps) {
          total += step;
          const now = counted([[1], total]);
          sum += countsSince(policy, now, before).ingress[0]?.packets ?? 0;
          before = knownCounts(policy, now);
        }
        expect(sum).toBe(total);
      }),
    );
  });
});
