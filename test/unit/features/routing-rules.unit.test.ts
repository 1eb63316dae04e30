import type { Rule } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import type { CommandRequest } from '../../support/features/given.js';
import { lowered } from '../../support/reach/forwards.js';

const COUNT = 200;
const NUMBERS = Array.from({ length: COUNT }, (_, index) => index);
const create = (index: number): CommandRequest[] => [
  ['vpc.create', { name: `v${index}`, cidr: `10.${index}.0.0/16` }],
];

/** The twentieth and the last have a port forward, and so hairpin traffic. */
const FORWARDING = [19, COUNT - 1];
const forward = (index: number): CommandRequest[] => [
  ['subnet.add', { vpc: `v${index}`, name: 'web', type: 'private', cidr: `10.${index}.1.0/24` }],
  [
    'port-forward.add',
    { vpc: `v${index}`, targets: ['web'], ports: [`${8000 + index}:80`], listen: null },
  ],
];

const { resources } = lowered(...NUMBERS.flatMap(create), ...FORWARDING.flatMap(forward));
const rules = resources
  .filter((each): each is Rule => each.kind === 'rule')
  .map(({ attributes }) => attributes)
  .sort((one, other) => one.priority - other.priority);

/** Walks the rules as the kernel does, for tables that have a route for nothing. */
function walk(packet: { mark: number; iif: string }): { tables: number[]; before: number } {
  const tables: number[] = [];
  let [visited, before] = [0, 0];
  for (let at = 0; at < rules.length; at += 1) {
    const rule = rules[at];
    if (rule === undefined) break;
    visited += 1;
    const mask = rule.mask ?? 0xffff_ffff;
    const isMarked = rule.fwmark === null || ((packet.mark ^ rule.fwmark) & mask) === 0;
    if (!isMarked || (rule.iif !== null && rule.iif !== packet.iif)) continue;
    if (rule.goto !== null) {
      expect(rule.goto).toBeGreaterThan(rule.priority);
      at = rules.findIndex(({ priority }) => priority === rule.goto) - 1;
    } else if (rule.table !== null) {
      if (tables.length === 0) before = visited;
      tables.push(rule.table);
    }
  }
  return { tables, before };
}

describe('the routing rules of 200 VPCs', () => {
  it('lead each mark to the table of its VPC, after at most 14 and 16 rules', () => {
    const gotos = rules.filter((rule) => rule.goto !== null && rule.fwmark !== null);
    expect(gotos.filter(({ fwmark }) => (fwmark ?? 0) < 16_000)).toHaveLength(14);
    for (const index of NUMBERS) {
      const segment = 7001 + index;
      const { tables, before } = walk({ mark: segment, iif: 'eth0' });
      expect(tables).toEqual([segment]);
      // Two more lead to the rules of hairpin traffic.
      expect(before).toBeLessThanOrEqual(14 + 2 + 16);
    }
  });

  it('lead packets without a mark by their bridge', () => {
    expect(walk({ mark: 0, iif: 'br-v7' }).tables).toEqual([7008]);
    expect(walk({ mark: 0, iif: 'eth0' }).tables).toEqual([]);
  });

  it('lead hairpin packets to the port of their target first, then into the VPC', () => {
    for (const index of FORWARDING) {
      const segment = 7001 + index;
      const inward = walk({ mark: segment + 10_000, iif: `br-v${index}` });
      expect(inward.tables).toEqual([segment + 10_000, segment, segment]);
      const reverse = walk({ mark: segment + 10_000, iif: 'lo' });
      expect(reverse.tables).toEqual([segment]);
    }
  });

  it('lead marks of no VPC nowhere', () => {
    for (const mark of [6992, 7000, 7001 + COUNT, 17_001, 0x1_0000 + 7001 + COUNT]) {
      expect(walk({ mark, iif: 'eth0' }).tables).toEqual([]);
    }
  });

  it('have one rule for each group, whichever VPCs are in it', () => {
    const ids = resources.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
