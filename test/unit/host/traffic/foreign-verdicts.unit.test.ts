import { describe, expect, it } from 'vitest';
import { savedVerdicts } from '../../../../src/host/traffic/drops-of-iptables.js';
import { tableVerdicts } from '../../../../src/host/traffic/drops-of-nftables.js';

const NOTHING = { source: null, destination: null, incoming: null, outgoing: null, partial: false };
const FORWARDED = { hook: 'forward', priority: 0 } as const;
/** A program reads queue 7. */
const HEARD = new Set([7]);
const shown = (text: string) =>
  savedVerdicts(
    `*filter\n:FORWARD ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n${text}\nCOMMIT\n`,
    'iptables-legacy',
    HEARD,
  );

describe('iptables-save', () => {
  const where = 'iptables-legacy filter FORWARD';
  it('tells what rules with addresses, interfaces and ports do, through chains', () => {
    const text = `:MINE - [0:0]
-A FORWARD -s 10.0.1.1/32 -j DROP
-A FORWARD -i br-+ -j MINE
-A MINE -p tcp -m tcp --dport 443 -j REJECT`;
    expect(shown(text)).toEqual([
      { ...NOTHING, where, ...FORWARDED, verdict: 'drop', source: '10.0.1.1/32' },
      { ...NOTHING, where, ...FORWARDED, verdict: 'drop', incoming: 'br-*', partial: true },
    ]);
  });

  it.each([
    ['-j MARK --set-xmark 0x5/0xffffffff', { verdict: 'mark', priority: -150 }],
    ['-j CONNMARK --set-xmark 0x5/0xff', { verdict: 'mark-connection', priority: -150 }],
    ['-j CT --zone 9', { verdict: 'zone', priority: -150 }],
    ['-j NFQUEUE --queue-num 3', { verdict: 'queue', priority: -150 }],
    [
      '-m comment --comment "x" -j VPCCTL-PREROUTING\n-A PREROUTING -j MARK --set-xmark 0x5/0xffffffff',
      { verdict: 'mark', priority: -149 },
    ],
    [
      '-j VPCCTL-PREROUTING\n-A PREROUTING -j MINE\n:MINE - [0:0]\n-A MINE -j MARK --set-xmark 0x5/0xf',
      { verdict: 'mark', priority: -149 },
    ],
  ])('tells of %s', (rule, verdict) => {
    const text = `*mangle\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING ${rule}\nCOMMIT\n`;
    expect(savedVerdicts(text, 'iptables-legacy', HEARD)).toMatchObject([verdict]);
  });

  it.each([
    [
      'what follows the rules of vpcctl',
      '-A FORWARD -j VPCCTL-FORWARD\n-A FORWARD -s 10.0.0.0/8 -j DROP',
    ],
    ['a connection mark that is restored', '-A FORWARD -j CONNMARK --restore-mark'],
    ['a connection mark that is saved', '-A FORWARD -j CONNMARK --save-mark'],
    ['a queue that is read', '-A FORWARD -j NFQUEUE --queue-num 7'],
    ['a queue that may be passed', '-A FORWARD -j NFQUEUE --queue-num 3 --queue-bypass'],
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
      HEARD,
    );
  const is = (left: object, right: unknown, op = '==') => ({ match: { op, left, right } });
  const DADDR = { payload: { protocol: 'ip', field: 'daddr' } };

  it('tells what rules with addresses, interfaces and ports do', () => {
    const own = { ...NOTHING, where: 'x c', ...FORWARDED, verdict: 'drop' };
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

  const TTL = { payload: { protocol: 'ip', field: 'ttl' } };
  const DSCP = { payload: { protocol: 'ip', field: 'dscp' } };
  const [META, CT] = [{ meta: { key: 'mark' } }, { ct: { key: 'mark' } }];
  it.each([
    ['a packet mark', { mangle: { key: META, value: 5 } }, 'mark'],
    ['a bit of it', { mangle: { key: META, value: { '|': [META, 1] } } }, 'mark'],
    ['a connection mark', { mangle: { key: CT, value: 5 } }, 'mark-connection'],
    ['a zone', { mangle: { key: { ct: { key: 'zone' } }, value: 9 } }, 'zone'],
    ['another address', { mangle: { key: DADDR, value: '192.0.2.1' } }, 'rewrite'],
    ['no time to live', { mangle: { key: TTL, value: 1 } }, 'rewrite'],
    ['another interface', { fwd: { dev: 'lo' } }, 'redirect'],
    ['a queue', { queue: null }, 'queue'],
    ['a queue that nobody reads', { queue: { num: 3, flags: 'fanout' } }, 'queue'],
    ['a mark of iptables-nft', { xt: { type: 'target', name: 'MARK' } }, 'mark'],
  ])('tells %s', (_, statement, verdict) => {
    expect(listed('forward', { counter: {} }, statement)).toMatchObject([{ verdict }]);
  });

  it.each([
    ['a packet mark from the connection', { mangle: { key: META, value: CT } }],
    ['a connection mark from the packet', { mangle: { key: CT, value: META } }],
    ['a queue that is read', { queue: { num: 7 } }],
    ['a queue that may be passed', { queue: { num: 3, flags: 'bypass' } }],
    ['queues to choose from', { queue: { num: { range: [1, 3] }, flags: ['fanout'] } }],
    ['enough time to live', { mangle: { key: TTL, value: 64 } }],
    ['a class of service', { mangle: { key: DSCP, value: 8 } }],
    ['a priority', { mangle: { key: { meta: { key: 'priority' } }, value: 5 } }],
  ])('says nothing of %s', (_, statement) => {
    expect(listed('forward', statement)).toEqual([]);
  });

  it('says nothing of a condition that is not understood, or a default drop', () => {
    expect(
      listed('forward', is({ ct: { key: 'state' } }, 'invalid', 'in'), { drop: null }),
    ).toEqual([]);
    expect(listed('forward', is(DADDR, '10.0.1.1', '!='), { drop: null })).toEqual([]);
    expect(listed('forward', { drop: null })).toEqual([]);
    expect(tableVerdicts('no JSON', 'x', HEARD)).toEqual([]);
  });
});
