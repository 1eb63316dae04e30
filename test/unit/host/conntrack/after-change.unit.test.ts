import { diff, type Operation, type Resource } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { EMPTY_STATE } from '../../../../src/engine/model/evolve.js';
import { flushAfter } from '../../../../src/host/conntrack/after-change.js';
import { hostWith } from '../../../support/features/facts.js';
import { type CommandRequest, decide } from '../../../support/features/given.js';
import { lowered as withForwards } from '../../../support/reach/forwards.js';

const NETWORK: readonly CommandRequest[] = [
  ['vpc.create', { name: 'a', cidr: '10.0.0.0/16' }],
  ['subnet.add', { vpc: 'a', name: 'web', cidr: '10.0.1.0/24', type: 'public' }],
  ['vpc.create', { name: 'b', cidr: '172.16.0.0/16' }],
  ['subnet.add', { vpc: 'b', name: 'db', cidr: '172.16.1.0/24', type: 'private' }],
  ['vpc.create', { name: 'c', cidr: '10.0.0.0/16' }],
  ['subnet.add', { vpc: 'c', name: 'web', cidr: '10.0.1.0/24', type: 'private' }],
];
const PEERED: readonly CommandRequest[] = [
  ...NETWORK,
  ['peering.add', { vpcs: ['a', 'b'], allowCidrs: [] }],
];
const POLICY = { subnet: '172.16.1.0/24', ingress: [{ action: 'allow', port: 80 }] };
const CLOSED: CommandRequest = ['firewall.apply', { vpc: 'b', subnet: 'db', policy: POLICY }];
const [A, B, C] = [7001, 7002, 7003];

function lowered(requests: readonly CommandRequest[]): readonly Resource[] {
  let outcome: ReturnType<typeof decide> | undefined;
  for (const request of requests) {
    const state = outcome?.state ?? EMPTY_STATE;
    outcome = decide(state, request, hostWith(state));
  }
  return outcome?.resources ?? [];
}

type Flush = Operation<'conntrack.flush'>;

function flushOf(before: readonly Resource[], after: readonly Resource[]): Flush | null {
  const operations = flushAfter({
    changes: diff(before, after),
    known: [...before, ...after],
    desired: after,
  });
  expect(operations.length).toBeLessThan(2);
  const [flush = null] = operations;
  if (flush !== null && flush.op !== 'conntrack.flush') throw new Error(`a ${flush.op}`);
  return flush;
}

describe('a change that closes something flushes the connections of the affected VPCs', () => {
  it.each<[string, readonly CommandRequest[], readonly CommandRequest[], readonly number[]]>([
    ['a policy: its VPC, and its peers', PEERED, [CLOSED], [A, B]],
    ['a policy of a VPC without peers', NETWORK, [CLOSED], [B]],
    ['the end of a peering: both', PEERED, [['peering.remove', { vpcs: ['a', 'b'] }]], [A, B]],
    ['a subnet that goes', NETWORK, [['subnet.delete', { vpc: 'c', name: 'web' }]], [C]],
    ['a VPC that goes', PEERED, [['vpc.delete', { name: 'b' }]], [A, B]],
  ])('%s', (_what, first, next, vpcs) => {
    expect(flushOf(lowered(first), lowered([...first, ...next]))?.vpcs).toEqual(vpcs);
  });

  it('also by an undo', () => {
    expect(flushOf(lowered(PEERED), lowered(NETWORK))?.vpcs).toEqual([A, B]);
    expect(flushOf(lowered(NETWORK), lowered(NETWORK.slice(0, -1)))?.vpcs).toEqual([C]);
  });

  it('names the policy that was deleted, and the policy in force', () => {
    const [before, after] = [lowered(NETWORK), lowered(NETWORK.slice(0, -1))];
    const flush = flushOf(before, after);
    expect(flush?.gone.map(({ id }) => id)).toEqual(['source-guard:veth-c-web']);
    expect(flush?.policy.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['packet-filter', 'vpc-boundary', 'source-guard', 'masquerade']),
    );
  });
});

describe('a forward that comes or changes flushes the connections that go past it', () => {
  const forwarded = (...ports: string[]): CommandRequest[] => [
    ...NETWORK,
    ['port-forward.add', { vpc: 'a', targets: ['web'], ports, listen: null }],
  ];

  it.each<[string, readonly CommandRequest[], readonly CommandRequest[], number]>([
    ['it comes', NETWORK, forwarded('8080:80', '53/udp'), 2],
    ['one more comes', forwarded('8080:80'), forwarded('8080:80', '53/udp'), 1],
    ['it goes', forwarded('8080:80'), NETWORK, 0],
    ['it stays', forwarded('8080:80'), [...forwarded('8080:80'), CLOSED], 0],
  ])('%s', (_what, first, next, opened) => {
    expect(
      flushOf(withForwards(...first).resources, withForwards(...next).resources)?.opened,
    ).toHaveLength(opened);
  });

  it('also where it was missing on the host', () => {
    const desired = withForwards(...forwarded('8080:80')).resources;
    const current = desired.filter(({ kind }) => kind !== 'port-forward');
    const [flush] = flushAfter({ changes: diff(current, desired), known: desired, desired });
    expect(flush).toMatchObject({ op: 'conntrack.flush', vpcs: [], opened: [{}] });
  });
});

describe('a change that only opens something else flushes nothing', () => {
  it.each<[string, readonly CommandRequest[], readonly CommandRequest[]]>([
    ['the first VPC', [], NETWORK.slice(0, 1)],
    ['a VPC, a subnet, and another VPC', [], NETWORK],
    ['a peering', NETWORK, PEERED],
    ['the end of a policy', [...NETWORK, CLOSED], NETWORK],
    ['nothing', PEERED, PEERED],
  ])('%s', (_what, first, next) => {
    expect(flushOf(lowered(first), lowered(next))).toBeNull();
  });
});

describe('a repair of an observed host', () => {
  const found = (current: readonly Resource[]) => {
    const [flush = null] = flushAfter({
      changes: diff(current, desired),
      known: desired,
      desired,
    });
    return flush as Flush | null;
  };
  const desired = lowered(PEERED);
  const off = (kind: string) => (resource: Resource) =>
    resource.kind === kind ? { ...resource, attributes: { off: true } } : resource;
  const without = (...kinds: string[]) => desired.filter(({ kind }) => !kinds.includes(kind));
  const POLICY_KINDS = ['packet-filter', 'vpc-boundary', 'source-guard', 'masquerade', 'peering'];

  it('flushes the VPCs whose router had no boundary', () => {
    expect(found(without(...POLICY_KINDS))?.vpcs).toEqual([A, B, C]);
  });

  it('flushes all VPCs where the packet filter is wrong', () => {
    expect(found(desired.map(off('packet-filter')))?.vpcs).toEqual([A, B, C]);
  });

  it('keeps the allowed connections of a workload whose rules were wrong', () => {
    expect(found(desired.map(off('source-guard')))).toMatchObject({ vpcs: [A, B, C], gone: [] });
  });

  it('flushes nothing on an empty host, as after a restart', () => {
    expect(found([])).toBeNull();
  });
});
