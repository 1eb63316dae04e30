import type { AttackClass } from './attack.js';
import { instead, STRONG } from './weak.js';

/** A build that lacks something: how it is taken out of a running lab, and what must get through then. */
export interface Mutation {
  readonly name: string;
  readonly nftables: Weakness;
  readonly legacy: Weakness;
  /** The class that looks for it. */
  readonly kind: AttackClass;
  /** Of this class, an attack that gets through, as `got` says it. */
  readonly attack: RegExp;
  /** What `replay` does not give back. */
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
  legacy: `iptables-legacy -t raw -F VPCCTL-GUARDS; arptables-legacy -F VPCCTL-INPUT; ${UNLOCK}`,
};
const INPUT = {
  nftables: 'nft flush chain inet vpcctl input',
  legacy: 'iptables-legacy -F VPCCTL-INPUT',
};

/** The addresses are those of the MACs, and count at once. */
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
    name: 'MAC of a machine not pinned',
    ...script(
      `addresses=$(nft list set bridge vpcctl sources | grep -o '"veth[^,}]*')
      nft flush chain bridge vpcctl guard
      nft add rule bridge vpcctl guard ether type != '{ ip, arp }' drop
      echo "$addresses" | while read -r port _ mac _ address; do
        nft add rule bridge vpcctl guard iifname "$port" ip saddr $address accept
        nft add rule bridge vpcctl guard iifname "$port" arp saddr ip $address accept
      done; nft add rule bridge vpcctl guard drop`,
      `${UNLOCK}; iptables-legacy -t raw -S | grep -- --mac-source | while read -r _ chain _ address _; do
        iptables-legacy -t raw -I $chain -s $address -j RETURN
      done`,
    ),
    kind: 'mac-spoofing',
    attack: /with the MAC of a neighbour reached/,
  },
  {
    name: 'MAC of the router not pinned',
    // An address that is given when it is made stays; without one it is that of the lowest port (br_stp_recalculate_bridge_id).
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
    ...script('nft flush map inet vpcctl zones', 'iptables-legacy -t raw -F VPCCTL-ZONES'),
    kind: 'same-tuple',
    // The answers to both go to one of them: to whoever was the last to mark the connection as new.
    attack:
      /(twin-web: .* to the internet, .* reached a-web|a-web: .* to the internet, .* reached twin-web)$/,
  },
  {
    name: 'replies of any VPC',
    // Asked where a packet is forwarded, and once more where it leaves.
    ...script(
      `nft insert rule inet vpcctl groups ct direction reply ct state established,related accept
      nft insert rule inet vpcctl leaving ct direction reply accept`,
      `iptables-legacy -I VPCCTL-GROUPS -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -j ACCEPT
      iptables-legacy -t mangle -I VPCCTL-POSTROUTING -m conntrack --ctdir REPLY -j ACCEPT`,
    ),
    kind: 'same-tuple',
    attack: /as it is answered in twin, reached a-db/,
  },
  {
    name: 'no boundary on the way out',
    ...script(
      'nft flush chain inet vpcctl leave; nft add rule inet vpcctl leave goto groups',
      'iptables-legacy -F VPCCTL-LEAVE; iptables-legacy -A VPCCTL-LEAVE -g VPCCTL-GROUPS',
    ),
    kind: 'uplink-from-private',
    attack: /a-db: .* reached internet/,
  },
  {
    name: 'no boundary on the way in',
    ...script(
      'nft flush chain inet vpcctl enter; nft add rule inet vpcctl enter goto groups',
      'iptables-legacy -F VPCCTL-ENTER; iptables-legacy -A VPCCTL-ENTER -g VPCCTL-GROUPS',
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
    name: 'no groups for what is led back',
    ...script(
      'nft insert rule inet vpcctl led accept',
      'iptables-legacy -I VPCCTL-GROUPS -i br-a -o veth-a-+ -j ACCEPT',
    ),
    kind: 'hairpin',
    attack: /a-web: .* reached a-db/,
  },
  {
    name: 'forwards and masquerades by their status',
    ...script(
      `nft flush chain inet vpcctl enter; nft add rule inet vpcctl enter ct direction reply ct state established,related ct status snat accept
      nft add rule inet vpcctl enter ct direction original ct status dnat accept; nft add rule inet vpcctl enter drop`,
      `iptables-legacy -F VPCCTL-ENTER; iptables-legacy -A VPCCTL-ENTER -m conntrack --ctstate DNAT -j ACCEPT
      iptables-legacy -A VPCCTL-ENTER -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m conntrack --ctstate SNAT -j ACCEPT
      iptables-legacy -A VPCCTL-ENTER -j DROP`,
    ),
    kind: 'taken-tuple',
    attack: /reached/,
  },
  {
    name: 'errors of any connection',
    ...script('nft flush chain inet vpcctl errors', 'iptables-legacy -t raw -F VPCCTL-OUTPUT'),
    kind: 'errors',
    attack: /which stands in twin, reached twin-(web|db)/,
  },
  {
    name: 'errors to whoever is named',
    ...script(
      'nft insert rule inet vpcctl said accept',
      'iptables-legacy -t mangle -I VPCCTL-SAID -j ACCEPT',
    ),
    kind: 'errors',
    attack: /^errors: internet: .* reached a-db/,
  },
  {
    name: 'connections of what is deleted go on',
    ...script(
      instead(
        'conntrack',
        'case "$*" in *--load-file*) cat >/dev/null ;; *) exec "$real" "$@" ;; esac',
      ),
    ),
    kind: 're-used',
    attack: /the new machine answers reached a-db/,
  },
];

/** IPv6 is kept out by up to four layers; each row takes away one more. */
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

export const MUTATIONS = [...ofLayers, ...ofIPv6];

/** Gives back what was taken, but for what `replay` does. */
export function restored({ restore = 'true' }: Mutation): string {
  return `${STRONG}; ${restore}`;
}
