import type { Act } from '../act.js';

const onlyNft = (kind: string, line: string, ends?: Act['ends']): Act => ({
  ...{ kind, does: () => line, only: 'nftables' },
  ...(ends && { ends }),
});
const onlyLegacy = (kind: string, line: string, ends?: Act['ends']): Act => ({
  ...{ kind, does: () => line, only: 'iptables-legacy' },
  ...(ends && { ends }),
});

/** Names of ours, by the ruleset as JSON: `KIND FAMILY TABLE NAME` a line. */
const named = (kind: string) =>
  `nft -j list ruleset | python3 -c "import json,sys
for each in json.load(sys.stdin)['nftables']:
  one = each.get('${kind}')
  if one and one['table'] == 'vpcctl': print(one['family'], one['table'], one['name'], 1 if one.get('elem') else 0)"`;

/**
 * What happens to the packet policy itself. Where packets pass without their zone, the kernel tracks
 * them as a second connection, and gives it another port: the far end resets such a connection.
 */
export const POLICY_ACTS: readonly Act[] = [
  onlyNft('the table inet is flushed', 'nft flush table inet vpcctl', 'any'),
  onlyNft('the table inet is deleted', 'nft delete table inet vpcctl', 'with NAT'),
  onlyNft('the table bridge is deleted', 'nft delete table bridge vpcctl'),
  onlyNft('the ruleset is flushed', 'nft flush ruleset', 'with NAT'),
  onlyNft(
    'the elements of all sets and maps are gone',
    `{ ${named('set')}; ${named('map')}; } | while read family table name full; do
      nft flush set $family $table $name 2>&- || nft flush map $family $table $name || :; done`,
    'any',
  ),
  onlyNft(
    'one chain is empty',
    `${named('chain')} | shuf -n 1 --random-source=/bin/sh | while read family table name rest; do nft flush chain $family $table $name; done`,
  ),
  onlyNft(
    'each chain begins with a drop',
    `${named('chain')} | while read family table name rest; do nft insert rule $family $table $name drop || :; done`,
  ),
  onlyNft(
    'each chain begins with an accept',
    `${named('chain')} | while read family table name rest; do nft insert rule $family $table $name accept || :; done`,
    'any',
  ),
  onlyLegacy('the table filter is flushed', 'iptables-legacy -F'),
  onlyLegacy('the table filter is empty', 'iptables-legacy -F; iptables-legacy -X'),
  onlyLegacy('the table nat is flushed', 'iptables-legacy -t nat -F', 'with NAT'),
  onlyLegacy('the table raw is flushed', 'iptables-legacy -t raw -F'),
  onlyLegacy('the table mangle is flushed', 'iptables-legacy -t mangle -F'),
  onlyLegacy('ARP is flushed', 'arptables-legacy -F'),
  onlyLegacy('a jump is deleted', 'iptables-legacy -D FORWARD 1'),
  onlyLegacy(
    'each chain of ours begins with a drop',
    `iptables-legacy -S | sed -n 's/^-N //p' | while read name; do iptables-legacy -I $name -j DROP; done`,
  ),
];

const foreign = (
  kind: string,
  chain: string,
  rule: (target: Parameters<Act['does']>[0]) => string,
) => ({
  kind,
  does: (target: Parameters<Act['does']>[0]) =>
    `nft add table inet other; nft 'add chain inet other mine { ${chain} }'; nft add rule inet other mine ${rule(target)}`,
  goes: () => 'nft delete table inet other',
});

const iptables = (kind: string, words: (target: Parameters<Act['does']>[0]) => string): Act => ({
  kind,
  does: (target) => `iptables -I ${words(target)}`,
  goes: (target) => `iptables -D ${words(target)}`,
});

/** What packet filters of other programs do. */
export const FOREIGN_FILTER_ACTS: readonly Act[] = [
  foreign(
    'another table drops what is forwarded',
    'type filter hook forward priority 0; policy drop;',
    () => 'counter',
  ),
  foreign(
    'another table drops what goes to a workload',
    'type filter hook forward priority 10;',
    ({ address }) => `ip daddr ${address} drop`,
  ),
  foreign(
    'another table drops what comes from a subnet',
    'type filter hook forward priority -10;',
    ({ subnetCidr }) => `ip saddr ${subnetCidr} drop`,
  ),
  foreign(
    'another table drops one port',
    'type filter hook forward priority 0;',
    () => 'tcp dport 443 drop',
  ),
  foreign(
    'another table rejects all that is forwarded',
    'type filter hook forward priority 0;',
    () => 'reject',
  ),
  foreign(
    'another table drops before routing',
    'type filter hook prerouting priority -310;',
    ({ bridge }) => `iifname ${bridge} drop`,
  ),
  foreign(
    'another table drops after routing',
    'type filter hook postrouting priority 200;',
    ({ bridge }) => `oifname ${bridge} drop`,
  ),
  foreign(
    'another table drops what the host sends',
    'type filter hook output priority 0;',
    ({ cidr }) => `ip daddr ${cidr} drop`,
  ),
  foreign(
    'another table drops what the host gets',
    'type filter hook input priority 0;',
    ({ bridge }) => `iifname ${bridge} drop`,
  ),
  foreign(
    'another table takes marks away',
    'type filter hook prerouting priority 0;',
    () => 'meta mark set 0',
  ),
  {
    ...foreign(
      'another table takes marks of connections away',
      'type filter hook forward priority -10;',
      () => 'ct mark set 5',
    ),
    // They keep that mark.
    ends: 'any',
  },
  foreign(
    'another table does not track',
    'type filter hook prerouting priority -301;',
    ({ bridge }) => `iifname ${bridge} notrack`,
  ),
  foreign(
    'another table drops what comes by the uplink',
    'type filter hook prerouting priority -301;',
    () => 'iifname eth0 drop',
  ),
  foreign(
    'another table forwards nothing that comes by the uplink',
    'type filter hook forward priority 0;',
    () => 'iifname eth0 drop',
  ),
  foreign(
    'another table forwards nothing to the uplink',
    'type filter hook forward priority 0;',
    () => 'oifname eth0 drop',
  ),
  {
    ...foreign(
      'another table does not track what comes by the uplink',
      'type filter hook prerouting priority -301;',
      () => 'iifname eth0 notrack',
    ),
    // The host resets what it takes for its own.
    ends: 'with NAT',
  },
  foreign(
    'another table sends a port elsewhere',
    'type nat hook prerouting priority -110;',
    () => 'tcp dport 443 redirect to :9',
  ),
  {
    kind: 'a filter at the ingress of the port drops',
    does: ({ port }) =>
      `nft add table netdev other; nft 'add chain netdev other mine { type filter hook ingress device ${port} priority 0; policy drop; }'`,
    goes: () => 'nft delete table netdev other',
  },
  {
    kind: 'a filter of bridges drops',
    does: ({ port }) =>
      `nft add table bridge other; nft 'add chain bridge other mine { type filter hook prerouting priority 0; }'; nft add rule bridge other mine iifname ${port} drop`,
    goes: () => 'nft delete table bridge other',
  },
  {
    kind: 'a filter of ARP drops',
    does: ({ bridge }) =>
      `nft add table arp other; nft 'add chain arp other mine { type filter hook input priority 0; }'; nft add rule arp other mine iifname ${bridge} drop; ip neigh flush all`,
    goes: () => 'nft delete table arp other',
  },
  iptables('iptables drops what is forwarded', () => 'FORWARD -j DROP'),
  iptables(
    'iptables drops what comes from a workload',
    ({ address }) => `FORWARD -s ${address} -j DROP`,
  ),
  iptables(
    'iptables drops before it tracks',
    ({ bridge }) => `PREROUTING -t raw -i ${bridge} -j DROP`,
  ),
  {
    kind: 'iptables drops by its policy',
    does: () => 'iptables -P FORWARD DROP',
    goes: () => 'iptables -P FORWARD ACCEPT',
  },
  {
    kind: 'iptables-legacy drops what is forwarded',
    does: () => 'iptables-legacy -I FORWARD -j DROP',
    goes: () => 'iptables-legacy -D FORWARD -j DROP',
  },
  {
    kind: 'a policy of IPsec blocks a workload',
    does: ({ address }) =>
      `ip xfrm policy add src 0.0.0.0/0 dst ${address}/32 dir fwd action block; ip xfrm policy add src 0.0.0.0/0 dst ${address}/32 dir out action block`,
    goes: () => 'ip xfrm policy flush',
    unseen: 'policies of IPsec are not read',
  },
];

/** What happens to connections that are tracked, and to queues. */
export const PACKET_ACTS: readonly Act[] = [
  { kind: 'all connections are forgotten', does: () => 'conntrack -F', ends: 'any' },
  {
    kind: 'the connections of a VPC are forgotten',
    does: ({ segment }) => `conntrack -D -w ${segment} || conntrack -D --mark ${segment} || :`,
    ends: 'of the VPC',
  },
  {
    kind: 'the queue of the port has no place',
    does: ({ port }) => `tc qdisc replace dev ${port} root tbf rate 8bit burst 10 limit 1`,
    goes: ({ port }) => `tc qdisc del dev ${port} root`,
    unseen: 'a slow queue of another program may be wanted',
  },
  {
    kind: 'the queue of the port is another',
    does: ({ port }) => `tc qdisc replace dev ${port} root pfifo limit 1000`,
    goes: ({ port }) => `tc qdisc del dev ${port} root`,
  },
];
