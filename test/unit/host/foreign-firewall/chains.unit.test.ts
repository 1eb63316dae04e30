import { describe, expect, it } from 'vitest';
import { dropsByDefault, endOf, placeIn } from '../../../../src/host/foreign-firewall/chains.js';
import { parseBaseChains } from '../../../../src/host/foreign-firewall/detect.js';
import { parseSaved } from '../../../../src/host/foreign-firewall/iptables.js';
import { parseTable } from '../../../../src/host/foreign-firewall/nftables.js';

/** A table with a chain FORWARD of that policy, and the rules `CHAIN …`. */
function saved(policy: string, ...rules: string[]) {
  const chains = [...new Set(rules.map((rule) => rule.split(' ')[0] ?? ''))];
  const others = chains.filter((name) => name !== 'FORWARD').map((name) => `:${name} - [0:0]`);
  return parseSaved(
    [
      '*filter',
      `:FORWARD ${policy} [3:4]`,
      ...others,
      ...rules.map((rule) => `-A ${rule}`),
      'COMMIT',
    ].join('\n'),
  );
}

describe('a chain drops by default', () => {
  it.each([
    ['by its policy', saved('DROP')],
    ['by its policy, behind rules for some', saved('DROP', 'FORWARD -i docker0 -j ACCEPT')],
    [
      'by a rule without a condition',
      saved('ACCEPT', 'FORWARD -j REJECT --reject-with icmp-host-prohibited'),
    ],
    [
      'also where that has a comment',
      saved('ACCEPT', 'FORWARD -m comment --comment "the \\"rest\\" -s goes" -j DROP'),
    ],
    [
      'by a chain that all go to',
      saved('ACCEPT', 'FORWARD -j all', 'all -p tcp -j ACCEPT', 'all -g end', 'end -j DROP'),
    ],
  ])('%s', (_, table) => {
    expect(dropsByDefault(table, 'FORWARD')).toBe(true);
  });

  it.each([
    ['where it is open', saved('ACCEPT')],
    ['where it is not there', new Map()],
    ['where it drops some', saved('ACCEPT', 'FORWARD -s 192.0.2.0/24 -j DROP')],
    ['where all are let go before', saved('DROP', 'FORWARD -j ACCEPT', 'FORWARD -j DROP')],
    [
      'where it only counts or logs',
      saved('ACCEPT', 'FORWARD', 'FORWARD -j LOG --log-prefix "DROP "'),
    ],
    [
      'where some go to a chain that drops',
      saved('ACCEPT', 'FORWARD -i br0 -j all', 'all -j DROP'),
    ],
    [
      'where a chain that drops lets some go before',
      saved('ACCEPT', 'FORWARD -j most', 'most -s 192.0.2.1/32 -j RETURN', 'most -j DROP'),
    ],
  ])('but not %s', (_, table) => {
    expect(dropsByDefault(table, 'FORWARD')).toBe(false);
  });
});

describe('accept rules come', () => {
  it('first, where no rule drops on purpose', () => {
    const table = saved('DROP', 'FORWARD -j LOG', 'FORWARD -i docker0 -j ACCEPT');
    expect(placeIn(table, 'FORWARD')).toBe(0);
  });

  it('behind rules that drop on purpose, in any chain', () => {
    const table = saved(
      'DROP',
      'FORWARD -j USER',
      'FORWARD -j LOG',
      'USER -s 192.0.2.1/32 -j DROP',
    );
    expect(placeIn(table, 'FORWARD')).toBe(1);
  });

  it('before the rule that drops the rest', () => {
    const table = saved(
      'ACCEPT',
      'FORWARD -s 192.0.2.1/32 -j DROP',
      'FORWARD -j rest',
      'FORWARD -s 192.0.2.2/32 -j DROP',
      'rest -j REJECT',
    );
    expect(placeIn(table, 'FORWARD')).toBe(1);
    expect(endOf(table, 'FORWARD')).toBe(1);
  });
});

describe("nft's own tables", () => {
  const chain = (name: string, policy?: string) => ({ chain: { name, ...(policy && { policy }) } });
  const rule = (name: string, ...expr: object[]) => ({ rule: { chain: name, handle: 1, expr } });
  const table = (...objects: object[]) => parseTable(JSON.stringify({ nftables: objects }));
  const forward = chain('f', 'accept');

  it.each([
    ['a counter is no condition', [rule('f', { counter: {} }, { reject: null })], true],
    ['a match is one', [rule('f', { match: {} }, { drop: null })], false],
    ['so is a limit', [rule('f', { limit: { rate: 3 } }, { drop: null })], false],
    [
      'a verdict map decides about some',
      [rule('f', { vmap: { data: { set: [['x', { drop: null }]] } } })],
      false,
    ],
    [
      'a jump leads on',
      [chain('g'), rule('g', { drop: null }), rule('f', { jump: { target: 'g' } })],
      true,
    ],
    ['a rule that iptables made', [rule('f', { xt: { type: 'target', name: 'REJECT' } })], true],
  ])('%s', (_, objects, drops) => {
    expect(dropsByDefault(table(forward, ...objects), 'f')).toBe(drops);
  });

  it('an element of a verdict map that drops does so on purpose, also in a map of its own', () => {
    const map = { map: { name: 'm', elem: [['eth1', { jump: { target: 'g' } }]] } };
    const looked = rule('f', { vmap: { key: {}, data: '@m' } });
    const rest = rule('f', { drop: null });
    const drops = [chain('g'), rule('g', { drop: null })];
    expect(placeIn(table(forward, map, ...drops, looked, rest), 'f')).toBe(1);
    expect(placeIn(table(forward, map, chain('g'), looked, rest), 'f')).toBe(0);
  });

  it('that nft prints wrongly, or that are malformed, have no chains', () => {
    expect(parseTable('{"nftables": [').size).toBe(0);
    expect(parseTable('{"nftables": [{"rule": {"chain": "x"}}]}').size).toBe(0);
  });
});

it('the base chains of other programs that filter IPv4 are read from the list of nft', () => {
  const chains = [
    ['ip filter', 'FORWARD', 'type filter hook forward priority filter; policy drop;'],
    ['ip filter', 'DOCKER', null],
    ['ip nat', 'POSTROUTING', 'type nat hook postrouting priority srcnat; policy accept;'],
    ['ip6 filter', 'FORWARD', 'type filter hook forward priority filter; policy drop;'],
    ['bridge x', 'f', 'type filter hook forward priority 0; policy drop;'],
    [
      'inet firewalld',
      'filter_INPUT',
      'type filter hook input priority filter + 10; policy accept;',
    ],
    ['inet vpcctl', 'forward', 'type filter hook forward priority filter; policy accept;'],
  ].map(([table, name, hook]) => {
    return `table ${table} {\n\tchain ${name} {\n${hook === null ? '' : `\t\t${hook}\n`}\t}\n}\n`;
  });
  expect(parseBaseChains(chains.join(''))).toEqual([
    { family: 'ip', table: 'filter', chain: 'FORWARD', hook: 'forward' },
    { family: 'inet', table: 'firewalld', chain: 'filter_INPUT', hook: 'input' },
  ]);
});
