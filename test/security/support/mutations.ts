import type { AttackClass } from './attack.js';

/** A build that lacks one thing: how it is taken out of a running lab, and an attack that must then get through. */
export interface Mutation {
  readonly name: string;
  readonly nftables: string;
  readonly legacy: string;
  readonly caughtBy: AttackClass;
}

const PORTS = 'ls /sys/class/net | grep ^veth-';
const UNLOCK = `for port in $(${PORTS}); do bridge link set dev $port locked off; done`;
const IPV6 = `for link in $(ls /sys/class/net | grep -E '^(veth|br)-'); do
  ip link set dev $link addrgenmode eui64; echo 0 >/proc/sys/net/ipv6/conf/$link/disable_ipv6
done; for link in $(ls /sys/class/net | grep ^br-); do
  ip link set dev $link down; ip link set dev $link up
  ip -6 addr replace fe80::1/64 dev $link nodad
done`;

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'no port isolation',
    nftables: `for port in $(${PORTS}); do bridge link set dev $port isolated off flood on; done`,
    legacy: `for port in $(${PORTS}); do bridge link set dev $port isolated off flood on; done`,
    caughtBy: 'host',
  },
  {
    name: 'no source guard',
    nftables: 'nft flush chain bridge vpcctl prerouting',
    legacy: `iptables-legacy -t raw -F VPCCTL-GUARDS; ${UNLOCK}`,
    caughtBy: 'ip-spoofing',
  },
  {
    name: 'unpinned MAC of a machine',
    nftables: 'nft flush chain bridge vpcctl guard; nft add rule bridge vpcctl guard accept',
    legacy: `${UNLOCK}; for bridge in a twin peer far; do iptables-legacy -t raw -F VPCCTL-GUARD-br-$bridge; done`,
    caughtBy: 'mac-spoofing',
  },
  {
    name: 'no boundary',
    nftables: 'nft flush chain inet vpcctl forward',
    legacy: 'iptables-legacy -F VPCCTL-FORWARD',
    caughtBy: 'from-uplink',
  },
  {
    name: 'no input drop',
    nftables: 'nft flush chain inet vpcctl input',
    legacy: 'iptables-legacy -F VPCCTL-INPUT',
    caughtBy: 'host',
  },
  {
    name: 'no groups',
    nftables: 'nft flush map inet vpcctl ingress',
    legacy: 'iptables-legacy -F VPCCTL-INGRESS',
    caughtBy: 'neighbour',
  },
  {
    name: 'IPv6 on, and let in',
    nftables: `nft flush chain bridge vpcctl prerouting; nft flush chain bridge vpcctl input; nft flush chain inet vpcctl input; ${IPV6}`,
    legacy: `${UNLOCK}; ${IPV6}`,
    caughtBy: 'ipv6',
  },
  {
    name: 'forwards without a mark, and masquerades by their status',
    nftables: `nft flush chain inet vpcctl enter; nft add rule inet vpcctl enter ct direction reply ct state established,related ct status snat accept
      nft add rule inet vpcctl enter ct direction original ct status dnat accept; nft add rule inet vpcctl enter drop`,
    legacy: `iptables-legacy -F VPCCTL-ENTER; iptables-legacy -A VPCCTL-ENTER -m conntrack --ctstate DNAT -j ACCEPT
      iptables-legacy -A VPCCTL-ENTER -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m conntrack --ctstate SNAT -j ACCEPT
      iptables-legacy -A VPCCTL-ENTER -j DROP`,
    caughtBy: 'taken-tuple',
  },
];
