import { type Change, type FirewallException, planInvocations } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../../src/host/foreign-firewall/compile.js';
import { renderInvocation } from '../../../../src/host/render.js';

function exception(changed: Partial<FirewallException['attributes']> = {}): FirewallException {
  const attributes = {
    ...{ filter: 'iptables-nft', family: 'ip', table: 'filter', chain: 'FORWARD', hook: 'forward' },
    ...{ bridge: 'br-a', segment: 7001, gateway: '10.0.0.1' },
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
  compile(changes).map((command) =>
    command.type === 'foreign-firewall'
      ? `${command.phase} ${command.action} ${command.exception.bridge}`
      : command.type,
  );
const shown = (changes: Change[]) =>
  planInvocations(compile(changes)).flat().flatMap(renderInvocation);

describe('a firewall exception', () => {
  it('opens after all other resources exist, and closes after all dependents are gone', () => {
    expect(actions([create()])).toEqual(['configure open br-a']);
    expect(actions([{ action: 'delete', before: exception() }])).toEqual(['cleanup close br-a']);
  });

  it('is fixed in place, but recreated for another bridge', () => {
    const before = exception();
    expect(actions([{ action: 'update', before, after: exception() }])).toEqual([
      'configure open br-a',
    ]);
    expect(actions([{ action: 'update', before, after: exception({ bridge: 'br-b' }) }])).toEqual([
      'cleanup close br-a',
      'configure open br-b',
    ]);
  });

  it('shares its programs with other exceptions in the same table', () => {
    const changes = [
      create(),
      create({ chain: 'INPUT', hook: 'input' }),
      create({ filter: 'iptables-legacy' }),
    ];
    expect(planInvocations(compile(changes)).map(([each]) => each?.commands.length)).toEqual([
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
