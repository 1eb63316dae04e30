import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choose } from '../../../src/backend-compare/choose.js';
import { compareVerdicts } from '../../../src/backend-compare/compare.js';
import { matrixOf } from '../../../src/backend-compare/matrix.js';
import { placeholdersOf } from '../../../src/backend-compare/placeholders.js';
import { interestingPorts } from '../../../src/backend-compare/ports.js';
import { LAB_SURROUNDINGS } from '../../../src/backend-compare/run.js';
import type { FirewallRule } from '../../../src/features/firewall/state.js';
import type { Attachment } from '../../../src/features/instance/state.js';
import { selectSubnets } from '../../../src/features/subnet/state.js';
import type { Verdict } from '../../../src/host/probe/protocol.js';
import { anyMove, requestOf } from '../../support/features/arbitrary.js';
import { given, TUTORIAL } from '../../support/features/given.js';

const NO_LIMIT = 100_000;

const TWINS = given(
  ...TUTORIAL,
  ['vpc.create', { name: 'twin', cidr: '10.0.0.0/16' }],
  ['subnet.add', { vpc: 'twin', name: 'web', cidr: '10.0.1.0/24', type: 'private' }],
);

/** From whom to what, each once. */
function ways(flows: ReturnType<typeof matrixOf>['flows']): string[] {
  return [...new Set(flows.map(({ from, to, address }) => `${from} > ${to} ${address}`))];
}

describe('the matrix of a state', () => {
  it('has flows from every subnet, the host and the internet to every address', () => {
    const { flows, workloads } = matrixOf(given(...TUTORIAL), LAB_SURROUNDINGS, NO_LIMIT);
    expect(workloads).toEqual([
      { name: 'vpc1/public', namespace: '/run/netns/vpc1-public' },
      { name: 'vpc1/private', namespace: '/run/netns/vpc1-private' },
      { name: 'vpc2/web', namespace: '/run/netns/vpc2-web' },
      { name: 'host', namespace: null },
      { name: 'internet', namespace: '/run/vpcctl-lab/internet' },
    ]);
    const everywhere = [
      ...['vpc1/public 10.0.1.1', 'vpc1/private 10.0.2.1', 'vpc2/web 172.16.1.1'],
      ...['gateway of vpc1 10.0.0.1', 'gateway of vpc2 172.16.0.1'],
      ...['host 203.0.113.2', 'internet 198.51.100.8'],
    ];
    const to = (from: string) =>
      ways(flows)
        .filter((way) => way.startsWith(`${from} > `))
        .map((way) => way.slice(from.length + 3))
        .sort();
    const without = (...names: string[]) =>
      everywhere.filter((target) => !names.some((name) => target.startsWith(name))).sort();
    expect(to('vpc1/public')).toEqual(without('vpc1/public'));
    expect(to('vpc2/web')).toEqual(without('vpc2/web'));
    expect(to('host')).toEqual(without('host', 'gateway'));
    expect(to('internet')).toEqual(without('internet'));
  });

  it('has an echo for each pair, and tcp and udp for the ports in policies', () => {
    const { flows } = matrixOf(given(...TUTORIAL), LAB_SURROUNDINGS, NO_LIMIT);
    const packets = (from: string, to: string) =>
      flows
        .filter((flow) => flow.from === from && flow.to === to)
        .map(({ protocol, port }) => `${protocol} ${port}`)
        .sort();
    expect(packets('vpc2/web', 'vpc1/public')).toEqual([
      'icmp 0',
      ...['tcp 22', 'tcp 23', 'tcp 443', 'tcp 444', 'tcp 8080', 'tcp 8081'],
      ...['udp 80', 'udp 8080'],
    ]);
    const usual = ['icmp 0', 'tcp 80', 'tcp 8080', 'udp 80', 'udp 8080'];
    expect(packets('vpc1/public', 'vpc2/web')).toEqual(usual);
    expect(packets('internet', 'host')).toEqual(usual);
  });

  it('resolves an address in the VPC of the sender, then in a peer, then in the oldest VPC', () => {
    const all = ways(matrixOf(TWINS, LAB_SURROUNDINGS, NO_LIMIT).flows);
    const meaning = (from: string, address: string) =>
      all.filter((way) => way.startsWith(`${from} > `) && way.endsWith(` ${address}`));
    expect(meaning('vpc1/private', '10.0.1.1')).toEqual(['vpc1/private > vpc1/public 10.0.1.1']);
    expect(meaning('vpc2/web', '10.0.1.1')).toEqual(['vpc2/web > vpc1/public 10.0.1.1']);
    expect(meaning('host', '10.0.1.1')).toEqual(['host > vpc1/public 10.0.1.1']);
    expect(meaning('twin/web', '10.0.0.1')).toEqual(['twin/web > gateway of twin 10.0.0.1']);
    // The own address, though it is another's as well.
    expect(meaning('twin/web', '10.0.1.1')).toEqual([]);
  });

  it('includes the owners of an address in other VPCs, to recognize their wrong answers', () => {
    const { flows, workloads } = matrixOf(TWINS, LAB_SURROUNDINGS, 3);
    const addressed = flows.map(({ address }) => address);
    for (const { vpc, name, address } of Object.values(selectSubnets(TWINS.state))) {
      if (!addressed.includes(address)) continue;
      expect(workloads.map((workload) => workload.name)).toContain(`${vpc}/${name}`);
    }
  });

  it('has no subnets where there is no VPC', () => {
    const { flows } = matrixOf(given(), LAB_SURROUNDINGS, NO_LIMIT);
    expect(ways(flows)).toEqual(['host > internet 198.51.100.8', 'internet > host 203.0.113.2']);
  });

  it('is the same each time, within its limit and without repeated flows, for any state', () => {
    fc.assert(
      fc.property(
        fc.array(anyMove, { maxLength: 15 }),
        fc.integer({ min: 1, max: 60 }),
        (moves, limit) => {
          const { state, resources } = given(...possible(moves));
          const matrix = matrixOf({ state, resources }, LAB_SURROUNDINGS, limit);
          const again = structuredClone({ state, resources });
          expect(matrixOf(again, LAB_SURROUNDINGS, limit)).toEqual(matrix);
          expect(matrix.flows.length).toBe(Math.min(limit, matrix.possible));
          const told = matrix.flows.map(({ to: _, ...flow }) => JSON.stringify(flow));
          expect(new Set(told).size).toBe(told.length);
          const names = matrix.workloads.map(({ name }) => name);
          for (const { from } of matrix.flows) expect(names).toContain(from);
        },
      ),
    );
  });
});

/** The moves that are not refused, one after the other, as requests. */
function possible(moves: readonly Parameters<typeof requestOf>[1][]) {
  const requests: ReturnType<typeof requestOf>[] = [];
  for (const move of moves) {
    const now = given(...requests);
    const request = requestOf(now.state, move);
    try {
      now.when(...request);
      requests.push(request);
    } catch {
      // It can't be met, as a user's can't.
    }
  }
  return requests;
}

describe('attached namespaces', () => {
  const OURS = null;
  const BY_NAME = { process: null, routes: [] };
  const BY_PROCESS = { process: { pid: 7, started: '', boot: '', inode: 1 }, routes: [] };

  /** The tutorial's state with instances: their label, namespace, and how they came there. */
  function stateWith(...instances: readonly (readonly [string, string, Attachment | null])[]) {
    const slice = instances.map(([label, namespace, attachment], index) => {
      const [vpc = '', subnet = '', name = ''] = label.split('/');
      const end = { name: `end${index}`, altname: null, mac: '' };
      const address = `10.0.1.${9 + index}`;
      const ends = { guestEnd: end, outside: end };
      return [label, { vpc, subnet, name, address, namespace, ...ends, attachment }];
    });
    return { ...given(...TUTORIAL).state, instance: Object.fromEntries(slice) };
  }

  it('are created in a lab where they have a name, and are missing there otherwise', () => {
    const state = stateWith(
      ['vpc1/public/own', 'vpc1-public-own', OURS],
      ['vpc1/public/box', 'box', BY_NAME],
      ['vpc1/private/box', 'box', BY_NAME],
      ['vpc1/public/odd', 'two words', BY_NAME],
      ['vpc1/public/pid7', 'vpc1-public-pid7', BY_PROCESS],
    );
    expect(placeholdersOf(state)).toEqual({
      namespaces: ['box'],
      missing: ['vpc1/public/odd', 'vpc1/public/pid7'],
    });
    const { workloads } = matrixOf({ state, resources: [] }, LAB_SURROUNDINGS, NO_LIMIT);
    const instances = workloads.filter(({ name }) => name.split('/').length > 2);
    expect(instances.map(({ name }) => name)).toEqual([
      'vpc1/public/own',
      'vpc1/public/box',
      'vpc1/private/box',
    ]);
  });
});

describe('ports', () => {
  const rule = (protocol: FirewallRule['protocol'], from?: number, to = from): FirewallRule => ({
    action: 'allow',
    protocol,
    ports: from === undefined || to === undefined ? null : { from, to },
    remote: null,
    description: null,
  });

  it.each([
    ['both ends, one inside, one outside', [rule('tcp', 8000, 8100)], [8000, 8050, 8100, 8101]],
    ['a single port and its neighbour', [rule('tcp', 22)], [22, 23]],
    ['at the end, the one before', [rule('tcp', 65_535)], [65_534, 65_535]],
    ['all of them', [rule('tcp', 1, 65_535)], [1, 32_768, 65_535]],
    ['each once', [rule('tcp', 22), rule('all', 23)], [22, 23, 24]],
    ['those of the protocol', [rule('udp', 53), rule('icmp'), rule('tcp', 22)], [22, 23]],
    ['usual ones where none is named', [rule('tcp'), rule('udp', 53)], [80, 8080]],
  ])('distinguish rules: %s', (_, rules, ports) => {
    expect(interestingPorts(rules, 'tcp')).toEqual(ports);
  });
});

describe('a choice', () => {
  const groups = [
    ['a1', 'a2', 'a3'],
    ['b1', 'b2', 'b3'],
    ['c1', 'c2', 'c3'],
  ];

  it('includes all flows within the limit', () => {
    expect(choose(groups, 9)).toEqual(groups.flat());
    expect(choose([], 9)).toEqual([]);
  });

  it('includes each group, with different flows', () => {
    expect(choose(groups, 3)).toEqual(['a1', 'b2', 'c3']);
    expect(choose(groups, 6)).toEqual(['a1', 'a2', 'b2', 'b3', 'c1', 'c3']);
  });

  it('is spread over the groups where the limit is too small', () => {
    const many = Array.from({ length: 10 }, (_, group) => [group]);
    expect(choose(many, 2)).toEqual([4, 9]);
    expect(choose(many, 5)).toEqual([1, 3, 5, 7, 9]);
  });
});

describe('verdicts', () => {
  const flow = { from: 'a', to: 'b', address: '10.0.0.2', protocol: 'tcp', port: 80 } as const;
  const by = (name: string): Verdict => ({ answer: 'answered', by: name });
  const dropped: Verdict = { answer: 'dropped', by: null };

  it.each([
    ['the same', by('b'), by('b'), false],
    ['silence twice', dropped, dropped, false],
    ['an answer and silence', by('b'), dropped, true],
    ['a word and silence', { answer: 'refused', by: null } as Verdict, dropped, true],
    ['answers of two', by('b'), by('c'), true],
  ])('are compared: %s', (_, first, second, differs) => {
    expect(compareVerdicts([flow], [first], [second])).toEqual([
      { flow, verdicts: [first, second], differs },
    ]);
  });
});
