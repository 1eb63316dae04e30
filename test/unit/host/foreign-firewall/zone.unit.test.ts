import type { FirewallException } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { editsFor, exceptionState } from '../../../../src/host/foreign-firewall/edits.js';
import {
  acceptRule,
  contentOf,
  parseSaved,
} from '../../../../src/host/foreign-firewall/iptables.js';
import { ruleLines } from '../../../../src/host/foreign-firewall/lasting/ufw.js';
import { parseTable } from '../../../../src/host/foreign-firewall/nftables.js';
import { contentIn } from '../../../../src/host/foreign-firewall/tables.js';
import { trafficInZones } from '../../../../src/host/foreign-firewall/zone.js';

const VPC = {
  ...{ bridge: 'br-a', segment: 7001, networks: ['10.0.0.0/16'], gateways: ['10.0.0.1'] },
};

const LOOK_UP = {
  match: {
    op: '==',
    left: { concat: [{ payload: { protocol: 'ip', field: 'saddr' } }, { meta: { key: 'mark' } }] },
    right: '@vpcctl',
  },
};
const OTHER_MATCH = { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'br-a' } };
const prefix = (addr: string, len: number, mark: number) => ({
  concat: [{ prefix: { addr, len } }, mark],
});

/** firewalld's chains at the hook forward, as nft lists them, with these rules for zones. */
function firewalld(
  elem: readonly object[],
  zones: readonly object[][],
  ofZone: readonly object[] = [{ accept: null }],
) {
  const rules: [chain: string, expr: readonly object[]][] = [
    ['forward', [{ jump: { target: 'zones' } }]],
    ['forward', [{ reject: null }]],
    ...zones.map((expr): [string, object[]] => ['zones', expr]),
    ['zones', [{ goto: { target: 'public' } }]],
    ['public', [{ reject: null }]],
    ['ours', ofZone],
  ];
  const chain = (name: string) => ({
    chain: { name, ...(name === 'forward' && { policy: 'accept' }) },
  });
  return parseTable(
    JSON.stringify({
      nftables: [
        { set: { name: 'vpcctl', type: ['ipv4_addr', 'mark'], elem } },
        ...['forward', 'zones', 'public', 'ours'].map(chain),
        ...rules.map(([name, expr], handle) => ({ rule: { chain: name, handle, expr } })),
      ],
    }),
  );
}

const inNft: FirewallException['attributes'] = {
  ...VPC,
  ...{ filter: 'nftables', family: 'inet', table: 'firewalld', chain: 'forward', hook: 'forward' },
};
const state = (table: ReturnType<typeof firewalld>) =>
  exceptionState(table, inNft, contentIn('nftables'));
const TO_OURS = [[LOOK_UP, { goto: { target: 'ours' } }]];
const OWN = [prefix('10.0.0.0', 16, 7001), prefix('10.1.0.0', 16, 7002)];

describe('a zone of firewalld', () => {
  it('lets the traffic in its set pass, so that the chain needs no accept rules', () => {
    const table = firewalld(OWN, TO_OURS);
    expect(trafficInZones(table, 'forward', 'forward')).toEqual([
      '10.0.0.0/16 7001',
      '10.1.0.0/16 7002',
    ]);
    expect(state(table)).toBe('open');
    expect(state(firewalld([{ concat: ['10.0.0.0', 7001] }], TO_OURS))).toBe('closed');
  });

  it.each([
    ['has not been loaded', OWN, []],
    ['has no traffic', [], TO_OURS],
    ['has the network with another mark', [prefix('10.0.0.0', 16, 7002)], TO_OURS],
    ['has a part of the network', [prefix('10.0.0.0', 17, 7001)], TO_OURS],
    ['has one more condition', OWN, [[LOOK_UP, OTHER_MATCH, { goto: { target: 'ours' } }]]],
    ['comes after the default drop', OWN, [[{ goto: { target: 'public' } }], ...TO_OURS]],
    ['is another one', OWN, [[OTHER_MATCH, { goto: { target: 'ours' } }]]],
  ])('that %s is not enough', (_, elements, zones) => {
    expect(state(firewalld(elements, zones))).toBe('closed');
  });

  it('that drops is not enough for forwarded packets', () => {
    const table = firewalld(OWN, TO_OURS, [{ drop: null }]);
    expect(state(table)).toBe('closed');
    expect(trafficInZones(table, 'forward', 'input')).not.toEqual([]);
  });
});

describe('rules that ufw has loaded', () => {
  const HEAD = `*filter
:FORWARD DROP [0:0]
:ufw-after-forward - [0:0]
:ufw-after-input - [0:0]
`;
  const loaded = ruleLines([VPC]).filter((line) => line.startsWith('-A'));
  const table = (...lines: string[]) => parseSaved(`${HEAD}${lines.join('\n')}\nCOMMIT\n`);
  const inUfw: FirewallException['attributes'] = {
    ...VPC,
    ...{ filter: 'iptables-nft', family: 'ip', table: 'filter', chain: 'FORWARD', hook: 'forward' },
  };
  const content = (...[match, comment]: Parameters<typeof acceptRule>) =>
    contentOf(acceptRule(match, comment));
  const jump = '-A FORWARD -j ufw-after-forward';
  const stateIn = (...lines: string[]) => exceptionState(table(...lines), inUfw, content);

  it('are enough where all packets come to them', () => {
    expect(stateIn(jump, ...loaded)).toBe('open');
    expect(stateIn(...loaded)).toBe('closed');
    expect(stateIn('-A FORWARD -p tcp -j ufw-after-forward', ...loaded)).toBe('closed');
    expect(stateIn('-A FORWARD -j REJECT', jump, ...loaded)).toBe('closed');
    expect(stateIn(jump, ...loaded.slice(1))).toBe('closed');
  });

  it('are deleted with the exception', () => {
    const close = {
      op: 'firewall-exception.close',
      phase: 'cleanup',
      namespace: null,
      ...{ resources: [], why: '', exception: inUfw },
    } as const;
    const edits = editsFor(table(jump, ...loaded), [close], content);
    expect(edits.map(({ type, chain }) => `${type} ${chain}`)).toEqual(
      Array(3).fill('delete ufw-after-forward'),
    );
  });
});
