import { describe, expect, it } from 'vitest';
import { savedVerdicts } from '../../../../src/host/traffic/drops-of-iptables.js';
import { tableVerdicts } from '../../../../src/host/traffic/drops-of-nftables.js';

const NOTHING = { source: null, destination: null, incoming: null, outgoing: null, partial: false };
const shown = (text: string) =>
  savedVerdicts(`*filter\n:FORWARD ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n${text}\nCOMMIT\n`);

describe('iptables-save', () => {
  const where = 'iptables-legacy filter FORWARD';
  it('tells what rules with addresses, interfaces and ports do, through chains', () => {
    const text = `:MINE - [0:0]
-A FORWARD -s 10.0.1.1/32 -j DROP
-A FORWARD -i br-+ -j MINE
-A MINE -p tcp -m tcp --dport 443 -j REJECT`;
    expect(shown(text)).toEqual([
      { ...NOTHING, where, hook: 'forward', verdict: 'drop', source: '10.0.1.1/32' },
      { ...NOTHING, where, hook: 'forward', verdict: 'drop', incoming: 'br-*', partial: true },
    ]);
  });

  it.each([
    ['a default drop, which has exceptions', '-A FORWARD -j DROP'],
    ['a state', '-A FORWARD -m conntrack --ctstate INVALID -j DROP'],
    ['all but an interface', '-A FORWARD ! -i docker0 -d 10.0.1.1/32 -j DROP'],
    ['chains of vpcctl', ':VPCCTL-FORWARD - [0:0]\n-A FORWARD -s 10.0.0.0/8 -j VPCCTL-FORWARD'],
    [
      'what follows a return that is not understood',
      ':A - [0:0]\n-A FORWARD -s 10.0.0.0/8 -j A\n-A A -m addrtype --dst-type LOCAL -j RETURN\n-A A -j DROP',
    ],
  ])('says nothing of %s', (_, text) => {
    expect(shown(text)).toEqual([]);
  });
});

describe('nft -j list table', () => {
  const listed = (hook: string, ...expr: object[]) =>
    tableVerdicts(
      JSON.stringify({
        nftables: [
          { chain: { name: 'c', hook, policy: 'accept' } },
          { rule: { chain: 'c', expr } },
        ],
      }),
      'x',
    );
  const is = (left: object, right: unknown, op = '==') => ({ match: { op, left, right } });
  const DADDR = { payload: { protocol: 'ip', field: 'daddr' } };

  it('tells what rules with addresses, interfaces and ports do', () => {
    const own = { ...NOTHING, where: 'x c', hook: 'forward', verdict: 'drop' };
    expect(listed('forward', is(DADDR, '10.0.1.1'), { counter: {} }, { drop: null })).toEqual([
      { ...own, destination: '10.0.1.1/32' },
    ]);
    const part = is({ payload: { protocol: 'tcp', field: 'dport' } }, 443);
    expect(
      listed('forward', is({ meta: { key: 'iifname' } }, 'br-a'), part, { reject: null }),
    ).toEqual([{ ...own, incoming: 'br-a', partial: true }]);
    const mark = { mangle: { key: { meta: { key: 'mark' } }, value: 0 } };
    expect(listed('prerouting', mark)).toMatchObject([{ verdict: 'mark' }]);
    expect(listed('prerouting', { notrack: null })).toMatchObject([{ verdict: 'untrack' }]);
  });

  it('says nothing of a condition that is not understood, or a default drop', () => {
    expect(
      listed('forward', is({ ct: { key: 'state' } }, 'invalid', 'in'), { drop: null }),
    ).toEqual([]);
    expect(listed('forward', is(DADDR, '10.0.1.1', '!='), { drop: null })).toEqual([]);
    expect(listed('forward', { drop: null })).toEqual([]);
    expect(tableVerdicts('no JSON', 'x')).toEqual([]);
  });
});
