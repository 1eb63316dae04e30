import { type Change, type FirewallException, planInvocations } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { renderInvocation } from '../../../../src/host/executor/executors.js';
import { compile } from '../../../../src/host/foreign-firewall/compile.js';

function exception(changed: Partial<FirewallException['attributes']> = {}): FirewallException {
  const attributes = {
    ...{ filter: 'iptables-nft', family: 'ip', table: 'filter', chain: 'FORWARD', hook: 'forward' },
    ...{ bridge: 'br-a', segment: 7001, networks: ['10.0.0.0/16'], gateways: ['10.0.0.1'] },
    ...changed,
  } as FirewallException['attributes'];
  return {
    kind: 'firewall-exception',
    id: `firewall-exception:${attributes.chain}`,
    attributes,
    why: 'a passes',
  };
}

const create = (changed?: Partial<FirewallException['attributes']>): Change => {
  return { action: 'create', after: exception(changed) };
};
const actions = (changes: Change[]) =>
  compile(changes).map((operation) =>
    'exception' in operation
      ? `${operation.phase} ${operation.op} ${operation.exception.bridge}`
      : operation.op,
  );
const shown = (changes: Change[]) =>
  planInvocations(compile(changes))
    .flat()
    .flatMap((each) => renderInvocation(each));

describe('a firewall exception', () => {
  it('opens after all other resources exist, and closes after all dependents are gone', () => {
    expect(actions([create()])).toEqual(['configure firewall-exception.open br-a']);
    expect(actions([{ action: 'delete', before: exception() }])).toEqual([
      'cleanup firewall-exception.close br-a',
    ]);
  });

  it('is fixed in place, but recreated for another bridge', () => {
    const before = exception();
    expect(actions([{ action: 'update', before, after: exception() }])).toEqual([
      'configure firewall-exception.open br-a',
    ]);
    expect(actions([{ action: 'update', before, after: exception({ bridge: 'br-b' }) }])).toEqual([
      'cleanup firewall-exception.close br-a',
      'configure firewall-exception.open br-b',
    ]);
  });

  it('shares its programs with other exceptions in the same table', () => {
    const changes = [
      create(),
      create({ chain: 'INPUT', hook: 'input' }),
      create({ filter: 'iptables-legacy' }),
    ];
    expect(planInvocations(compile(changes)).map(([each]) => each?.operations.length)).toEqual([
      2, 1,
    ]);
  });

  it('is shown as lines for a root shell', () => {
    const native = { filter: 'nftables', family: 'inet', table: 'fw', chain: 'f' } as const;
    expect(
      shown([
        create(),
        create({ chain: 'INPUT', hook: 'input' }),
        create(native),
        { action: 'delete', before: exception(native) },
      ]),
    ).toMatchInlineSnapshot(`
      [
        "iptables-nft -I FORWARD -i br-a -m mark --mark 0x1b59 -m comment --comment "vpcctl br-a" -j ACCEPT",
        "iptables-nft -I FORWARD -o br-a -m mark --mark 0x1b59 -m comment --comment "vpcctl br-a" -j ACCEPT",
        "iptables-nft -I FORWARD -o br-a -m conntrack --ctstate DNAT -m comment --comment "vpcctl br-a" -j ACCEPT",
        "iptables-nft -I INPUT -d 10.0.0.1/32 -i br-a -p icmp -m icmp --icmp-type 8 -m mark --mark 0x1b59 -m comment --comment "vpcctl br-a" -j ACCEPT",
        "iptables-nft -I INPUT -i br-a -m mark --mark 0x1b59 -m conntrack --ctstate RELATED,ESTABLISHED -m comment --comment "vpcctl br-a" -j ACCEPT",
        "nft insert rule inet fw f iifname br-a meta mark 7001 accept comment '"vpcctl br-a"'",
        "nft insert rule inet fw f oifname br-a meta mark 7001 accept comment '"vpcctl br-a"'",
        "nft insert rule inet fw f oifname br-a ct status dnat accept comment '"vpcctl br-a"'",
        "nft -a list chain inet fw f | sed -n '/comment "vpcctl br-a"/s/.* # handle /delete rule inet fw f handle /p' | nft -f -",
      ]
    `);
  });
});
