import type { AttackClass } from './attack.js';
import { OF_SHARES } from './mutations-of-shares.js';
import { instead, STRONG } from './weak.js';

/**
 * A weakened build: how a protection is removed from a running lab, and the attack that must get
 * through then.
 */
export interface Mutation {
  readonly name: string;
  readonly nftables: Weakness;
  readonly legacy: Weakness;
  /** The class of attacks that finds it. */
  readonly kind: AttackClass;
  /** An attack of this class that gets through, as `got` prints it. */
  readonly attack: RegExp;
  /** Restores what `replay` does not. */
  readonly restore?: string;
}

export interface Weakness {
  readonly script: string;
  /** Another layer stops the whole class. */
  readonly isStopped?: boolean;
}

const PORTS = '$(ls /sys/class/net | grep ^veth-)';
const UNLOCK = `for port in ${PORTS}; do bridge link set dev $port locked off; done`;
const SHARED = `for port in ${PORTS}; do bridge link set dev $port isolated off; done`;

const GUARD = {
  nftables: 'nft flush chain bridge vpcctl prerouting; nft flush chain bridge vpcctl input',
  legacy: `iptables-legacy -t raw -F VPCCTL-SOURCE-GUARD; arptables-legacy -F VPCCTL-INPUT; ${UNLOCK}`,
};
const INPUT = {
  nftables: 'nft flush chain inet vpcctl input',
  legacy: 'iptables-legacy -F VPCCTL-INPUT',
};

/** Gives interfaces the link-local addresses of their MACs, usable at once. */
const IPV6 = `for link in $(ls /sys/class/net | grep -E '^(veth|br)-'); do
  ip link set dev $link addrgenmode eui64; echo 0 >/proc/sys/net/ipv6/conf/$link/accept_dad
  echo 0 >/proc/sys/net/ipv6/conf/$link/disable_ipv6
done
for link in $(ls /sys/class/net | grep ^br-); do ip -6 addr show dev $link | grep -q fe80; done`;
const NO_IPV6 = `for link in $(ls /sys/class/net | grep -E '^(veth|br)-'); do
  echo 1 >/proc/sys/net/ipv6/conf/$link/disable_ipv6; echo 1 >/proc/sys/net/ipv6/conf/$link/accept_dad
  ip link set dev $link addrgenmode none
done`;

const script = (nftables: string, legacy = nftables) => ({
  nftables: { script: nftables },
  legacy: { script: legacy },
});

const ofLayers: readonly Mutation[] = [
  {
    name: 'no port isolation',
    ...script(SHARED),
    kind: 'neighbour',
    attack: /to a-(web-two|db) by its MAC reached/,
  },
  {
    name: 'no source guard',
    ...script(GUARD.nftables, GUARD.legacy),
    kind: 'ip-spoofing',
    attack: /from a neighbour reached/,
  },
  {
    name: 'MAC of a workload not pinned',
    ...script(
      `addresses=$(nft list set bridge vpcctl allowed-sources | grep -o '"veth[^,}]*')
      nft flush chain bridge vpcctl prerouting; nft flush chain bridge vpcctl arp-guard
      nft add rule bridge vpcctl prerouting ether type != ip goto arp-guard
      nft add rule bridge vpcctl arp-guard iifname != @workload-ports return
      nft add rule bridge vpcctl arp-guard ether type != arp drop
      echo "$addresses" | while read -r port _ mac _ address; do
        nft add rule bridge vpcctl prerouting iifname "$port" ip saddr $address accept
        nft add rule bridge vpcctl arp-guard iifname "$port" arp saddr ip $address accept
      done; nft add rule bridge vpcctl arp-guard drop
      nft add rule bridge vpcctl prerouting iifname @workload-ports drop`,
      `${UNLOCK}; iptables-legacy -t raw -S | grep -- --mac-source | while read -r _ chain _ address _; do
        iptables-legacy -t raw -I $chain -s $address -j RETURN
      done`,
    ),
    kind: 'mac-spoofing',
    attack: /with the MAC of a neighbour reached/,
  },
  {
    name: 'MAC of the router not pinned',
    // A bridge keeps the MAC that it is created with. Otherwise it takes that of its lowest port
    // (br_stp_recalculate_bridge_id).
    ...script(
      instead(
        'ip',
        `case "$*" in
          *-batch*) sed -E 's/^(link add name br-[^ ]+) address [0-9a-f:]+/\\1/' | "$real" "$@" ;;
          *) exec "$real" "$@" ;;
        esac`,
      ),
    ),
    kind: 'cut-off',
    attack: /after another came, did not arrive/,
  },
  {
    name: 'no conntrack zone',
    ...script(
      'nft flush map inet vpcctl zone-by-interface',
      'iptables-legacy -t raw -F VPCCTL-ZONE-BY-BRIDGE',
    ),
    kind: 'same-tuple',
    // The replies to both go to the VPC that marked the connection last.
    attack:
      /(twin-web: .* to the internet, .* reached a-web|a-web: .* to the internet, .* reached twin-web)$/,
  },
  {
    name: 'replies of any VPC',
    // A packet is checked where it is forwarded, and once more where it leaves.
    ...script(
      `nft insert rule inet vpcctl vpc-policy ct direction reply ct state established,related accept
      nft insert rule inet vpcctl outgoing ct direction reply accept`,
      `iptables-legacy -I VPCCTL-VPC-POLICY -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -j ACCEPT
      iptables-legacy -t mangle -I VPCCTL-POSTROUTING -m conntrack --ctdir REPLY -j ACCEPT`,
    ),
    kind: 'same-tuple',
    attack: /as it is answered in twin, reached a-db/,
  },
  {
    name: 'established packets inside a VPC, of any VPC',
    ...script(
      `nft insert rule inet vpcctl forward iifname br-a oifname br-a ct state established,related accept
      nft insert rule inet vpcctl outgoing ct direction reply accept`,
      `iptables-legacy -I VPCCTL-INNER-CONNECTIONS -i br-a -o br-a -j ACCEPT
      iptables-legacy -t mangle -I VPCCTL-POSTROUTING -m conntrack --ctdir REPLY -j ACCEPT`,
    ),
    kind: 'same-tuple',
    attack: /as it is answered in twin, reached a-db/,
  },
  {
    name: 'no boundary on the way out',
    ...script(
      'nft flush chain inet vpcctl from-vpc; nft add rule inet vpcctl from-vpc goto vpc-policy',
      'iptables-legacy -F VPCCTL-FROM-VPC; iptables-legacy -A VPCCTL-FROM-VPC -g VPCCTL-VPC-POLICY',
    ),
    kind: 'uplink-from-private',
    attack: /a-db: .* reached internet/,
  },
  {
    name: 'no boundary on the way in',
    ...script(
      'nft flush chain inet vpcctl to-vpc; nft add rule inet vpcctl to-vpc goto vpc-policy',
      'iptables-legacy -F VPCCTL-TO-VPC; iptables-legacy -A VPCCTL-TO-VPC -g VPCCTL-VPC-POLICY',
    ),
    kind: 'from-uplink',
    attack: /reached (peer|far)-one/,
  },
  {
    name: 'no boundary at all',
    ...script('nft flush chain inet vpcctl forward', 'iptables-legacy -F VPCCTL-FORWARD'),
    kind: 'other-vpc',
    attack: /reached far-one/,
  },
  {
    name: 'no input drop',
    ...script(INPUT.nftables, INPUT.legacy),
    kind: 'host',
    attack: /to 203\.0\.113\.2 reached host/,
  },
  {
    name: 'no groups',
    ...script('nft flush map inet vpcctl ingress', 'iptables-legacy -F VPCCTL-INGRESS'),
    kind: 'neighbour',
    attack: /by the router reached a-(web-two|db)/,
  },
  {
    name: 'no groups for hairpin traffic',
    ...script(
      'nft insert rule inet vpcctl hairpin-policy accept',
      'iptables-legacy -I VPCCTL-VPC-POLICY -i br-a -o veth-a-+ -j ACCEPT',
    ),
    kind: 'hairpin',
    attack: /a-web: .* reached a-db/,
  },
  {
    name: 'forwards and masquerades by their status',
    ...script(
      `nft flush chain inet vpcctl to-vpc; nft add rule inet vpcctl to-vpc ct direction reply ct state established,related ct status snat accept
      nft add rule inet vpcctl to-vpc ct direction original ct status dnat accept; nft add rule inet vpcctl to-vpc drop`,
      `iptables-legacy -F VPCCTL-TO-VPC; iptables-legacy -A VPCCTL-TO-VPC -m conntrack --ctstate DNAT -j ACCEPT
      iptables-legacy -A VPCCTL-TO-VPC -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m conntrack --ctstate SNAT -j ACCEPT
      iptables-legacy -A VPCCTL-TO-VPC -j DROP`,
    ),
    kind: 'taken-tuple',
    attack: /reached/,
  },
  {
    name: 'errors of any connection',
    ...script(
      'nft flush chain inet vpcctl untrack-errors',
      'iptables-legacy -t raw -F VPCCTL-OUTPUT',
    ),
    kind: 'errors',
    attack: /which is open in twin, reached twin-(web|db)/,
  },
  {
    name: 'errors to any named sender',
    ...script(
      'nft insert rule inet vpcctl icmp-errors accept',
      'iptables-legacy -t mangle -I VPCCTL-ICMP-ERRORS -j ACCEPT',
    ),
    kind: 'errors',
    attack: /^errors: internet: .* reached a-db/,
  },
  {
    name: 'no conntrack flush after a deletion',
    ...script(
      instead(
        'conntrack',
        'case "$*" in *--load-file*) cat >/dev/null ;; *) exec "$real" "$@" ;; esac',
      ),
    ),
    kind: 're-used',
    attack: /the new workload answers reached a-db/,
  },
];

/** Up to four layers keep IPv6 out; each row removes one more. */
const ofIPv6: readonly Mutation[] = [
  {
    name: 'IPv6 on',
    nftables: { script: IPV6, isStopped: true },
    legacy: { script: IPV6 },
    kind: 'ipv6',
    attack: /reached host/,
    restore: NO_IPV6,
  },
  {
    name: 'IPv6 on, no source guard',
    nftables: { script: `${GUARD.nftables}; ${IPV6}`, isStopped: true },
    legacy: { script: `${GUARD.legacy}; ${IPV6}` },
    kind: 'ipv6',
    attack: /reached host/,
    restore: NO_IPV6,
  },
  {
    name: 'IPv6 on, no source guard, no input drop',
    nftables: { script: `${GUARD.nftables}; ${INPUT.nftables}; ${IPV6}` },
    legacy: { script: `${GUARD.legacy}; ${INPUT.legacy}; ${IPV6}` },
    kind: 'ipv6',
    attack: /reached host/,
    restore: NO_IPV6,
  },
  {
    name: 'no source guard, no input drop',
    nftables: { script: `${GUARD.nftables}; ${INPUT.nftables}`, isStopped: true },
    legacy: { script: `${GUARD.legacy}; ${INPUT.legacy}`, isStopped: true },
    kind: 'ipv6',
    attack: /reached/,
  },
  {
    name: 'no port isolation, seen by IPv6',
    nftables: { script: SHARED, isStopped: true },
    legacy: { script: SHARED },
    kind: 'ipv6',
    attack: /reached a-web-two/,
  },
  {
    name: 'no port isolation, no source guard',
    nftables: { script: `${SHARED}; ${GUARD.nftables}` },
    legacy: { script: `${SHARED}; ${GUARD.legacy}` },
    kind: 'ipv6',
    attack: /reached a-web-two/,
  },
];

export const MUTATIONS = [...ofLayers, ...OF_SHARES, ...ofIPv6];

/** Restores what the mutation removed, except for `replay`'s part. */
export function restored({ restore = 'true' }: Mutation): string {
  return `${STRONG}; ${restore}`;
}
