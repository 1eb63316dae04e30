import { diff, type Resource } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { flushAfter } from '../../../../src/host/conntrack/after-change.js';
import type { CommandRequest } from '../../../support/features/given.js';
import { APART } from '../../../support/reach/ask.js';
import { lowered } from '../../../support/reach/forwards.js';

const forward = (targets: string[], ports: string): CommandRequest => [
  'port-forward.add',
  { vpc: 'vpc1', targets, ports: [ports], listen: null },
];

/** What is there with these forwards, and not without. */
function brought(...requests: readonly CommandRequest[]): Resource[] {
  const without = new Set(lowered(...APART).resources.map(({ id }) => id));
  return lowered(...APART, ...requests).resources.filter(({ id }) => !without.has(id));
}

const ids = (resources: readonly Resource[]) => resources.map(({ id }) => id).sort();

describe('forwards', () => {
  it('have a hairpin route into their VPC, through the port of each target', () => {
    expect(ids(brought(forward(['private'], '8080:80')))).toEqual([
      'hairpin:vpc1',
      'neighbour:veth-vpc1-priva/10.0.2.1',
      'port-forward:tcp/8080',
      'route:17001:10.0.2.1',
      'rule:17001:fwmark',
      'rule:17001:iif:br-vpc1',
      'rule:marks:16992',
      'sysctl:net/ipv4/conf/br-vpc1/route_localnet',
    ]);
  });

  it('of one VPC share the hairpin table, with each target once', () => {
    const both = brought(
      forward(['private'], '8080:80'),
      forward(['private', 'public'], '8081:80'),
    );
    const hairpins = both.filter(({ kind }) => kind === 'hairpin');
    expect(hairpins.map(({ attributes }) => attributes['ports'])).toEqual([
      ['veth-vpc1-priva', 'veth-vpc1-publi'],
    ]);
    expect(both.filter(({ kind }) => kind === 'neighbour')).toHaveLength(2);
    expect(new Set(ids(both)).size).toBe(both.length);
  });

  it('have a neighbour entry for the target, and a rule before those of the VPC', () => {
    const { resources } = lowered(...APART, forward(['private'], '8080:80'));
    const one = (id: string) => resources.find((resource) => resource.id === id)?.attributes;
    const vethPair = one('veth:veth-vpc1-priva')?.['peer'];
    expect(vethPair).toMatchObject({ mac: one('neighbour:veth-vpc1-priva/10.0.2.1')?.['mac'] });
    const common = { fwmark: 17001, mask: null, goto: null };
    expect(one('rule:17001:iif:br-vpc1')).toEqual({
      ...{ ...common, priority: 9501, iif: 'br-vpc1', table: 17001 },
    });
    expect(one('rule:17001:fwmark')).toEqual({
      ...{ ...common, priority: 9502, iif: null, table: 7001 },
    });
    expect(one('rule:marks:16992')).toMatchObject({ priority: 7000, fwmark: 16992, goto: 9501 });
    expect(one('rule:7001:iif:br-vpc1')).toMatchObject({ priority: 20_000 });
  });

  it('flush where one comes only what goes past it, and where one goes the VPC', () => {
    const first = forward(['private'], '8080:80');
    const before = lowered(...APART, first).resources;
    const after = lowered(...APART, first, forward(['public'], '8081:80')).resources;
    const known = [...before, ...after];
    expect(flushAfter({ changes: diff(before, after), known, desired: after })).toMatchObject([
      { vpcs: [], gone: [], opened: [{ id: 'port-forward:tcp/8081' }] },
    ]);
    expect(flushAfter({ changes: diff(after, before), known, desired: before })).toHaveLength(1);
  });

  it('are removed without a trace', () => {
    const gone: CommandRequest = ['port-forward.remove', { vpc: 'vpc1', ports: [], listen: null }];
    expect(ids(brought(forward(['private'], '8080:80'), gone))).toEqual([]);
  });
});
