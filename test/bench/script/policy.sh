# The packet policy that all VPCs share: tables, sets, and chains that look things up in them.
nft add table inet vpcctl
nft add table bridge vpcctl
nft add table arp vpcctl

nft add set inet vpcctl bridges '{ type ifname; }'
nft add set inet vpcctl marks '{ type mark; }'
nft add set inet vpcctl owners '{ type ifname . mark; }'
nft add set inet vpcctl gateways '{ type ifname . ipv4_addr; }'
nft add map inet vpcctl zones '{ type ifname : verdict; }'
nft add map inet vpcctl markers '{ type ifname : verdict; }'
nft add map inet vpcctl boundary '{ type ifname . ifname : verdict; }'
nft add set inet vpcctl internet '{ type ifname . ifname . ipv4_addr; }'
nft add map inet vpcctl egress '{ type ifname . ipv4_addr : verdict; }'
nft add map inet vpcctl ingress '{ type ifname . ipv4_addr : verdict; }'
nft add map inet vpcctl forwards '{ type inet_proto . inet_service : verdict; flags interval; }'
nft add map inet vpcctl listeners '{ type ipv4_addr . inet_proto . inet_service : verdict; flags interval; }'
nft add set inet vpcctl asking '{ type ifname . ipv4_addr . inet_proto . inet_service; }'
nft add map inet vpcctl services '{ type ifname . ipv4_addr . inet_proto . inet_service : verdict; }'
nft add set inet vpcctl served '{ type ifname . ipv4_addr . inet_proto . inet_service; }'
nft add set inet vpcctl reserved '{ type ipv4_addr . inet_proto . inet_service; }'
nft add set inet vpcctl selves '{ type ifname . ipv4_addr . ipv4_addr; }'
nft add map inet vpcctl hairpins '{ type ifname : verdict; }'
nft add map inet vpcctl answered '{ type ifname : verdict; }'
nft add set inet vpcctl ports '{ type ifname; }'
nft add set bridge vpcctl ports '{ type ifname; }'
nft add set bridge vpcctl sources '{ type ifname . ether_addr . ipv4_addr; }'
nft add map arp vpcctl markers '{ type ifname : verdict; }'

# Which VPC a packet is of.
nft add chain inet vpcctl zoning '{ type filter hook prerouting priority -300; }'
nft add rule inet vpcctl zoning iifname @ports drop
nft add rule inet vpcctl zoning iifname vmap @zones
nft add chain inet vpcctl marking '{ type filter hook prerouting priority -150; }'
nft add rule inet vpcctl marking iifname vmap @markers
nft add rule inet vpcctl marking ct status dnat iifname vmap @hairpins
nft add rule inet vpcctl marking iifname != @bridges ct direction reply ct mark @marks meta mark set ct mark
nft add rule inet vpcctl marking iifname != @bridges ct status dnat ct mark @marks meta mark set ct mark
nft add chain inet vpcctl errors '{ type filter hook output priority -300; }'
nft add rule inet vpcctl errors \
  icmp type '{ destination-unreachable, redirect, time-exceeded, parameter-problem }' \
  icmp code != '{ prot-unreachable, port-unreachable }' notrack
nft add chain inet vpcctl answering '{ type route hook output priority -150; }'
nft add rule inet vpcctl answering ct direction reply ct mark @marks meta mark set ct mark
nft add rule inet vpcctl answering ct status dnat ct mark @marks meta mark set ct mark
nft add chain arp vpcctl marking '{ type filter hook input priority 0; }'
nft add rule arp vpcctl marking iifname vmap @markers

# Who may ask a service of the host.
nft add chain inet vpcctl asking '{ type filter hook prerouting priority -110; }'
nft add rule inet vpcctl asking iifname . ip daddr @gateways \
  iifname . ip saddr . meta l4proto . th dport @asking iifname . ip saddr vmap @egress

# Ports of the host that lead into a VPC. In JSON: to nft's own language "redirect" is a word of its own.
nft -j -f - <<'JSON'
{ "nftables": [
  { "add": { "chain": { "family": "inet", "table": "vpcctl", "name": "redirect" } } },
  { "add": { "chain": { "family": "inet", "table": "vpcctl", "name": "redirecting",
    "type": "nat", "hook": "prerouting", "prio": -100 } } },
  { "add": { "chain": { "family": "inet", "table": "vpcctl", "name": "redirecting-host",
    "type": "nat", "hook": "output", "prio": -100 } } },
  { "add": { "rule": { "family": "inet", "table": "vpcctl", "chain": "redirect", "expr": [
    { "match": { "op": "!=", "left": { "meta": { "key": "nfproto" } }, "right": "ipv4" } },
    { "return": null } ] } } },
  { "add": { "rule": { "family": "inet", "table": "vpcctl", "chain": "redirect", "expr": [
    { "match": { "op": "==", "left": { "fib": { "result": "type", "flags": ["daddr"] } }, "right": "local" } },
    { "vmap": { "data": "@forwards", "key": { "concat": [
      { "meta": { "key": "l4proto" } }, { "payload": { "protocol": "th", "field": "dport" } } ] } } } ] } } },
  { "add": { "rule": { "family": "inet", "table": "vpcctl", "chain": "redirect", "expr": [
    { "vmap": { "data": "@listeners", "key": { "concat": [
      { "payload": { "protocol": "ip", "field": "daddr" } },
      { "meta": { "key": "l4proto" } }, { "payload": { "protocol": "th", "field": "dport" } } ] } } } ] } } },
  { "add": { "rule": { "family": "inet", "table": "vpcctl", "chain": "redirecting", "expr": [
    { "match": { "op": "==", "left": { "concat": [
      { "meta": { "key": "iifname" } }, { "payload": { "protocol": "ip", "field": "daddr" } } ] }, "right": "@gateways" } },
    { "vmap": { "data": "@services", "key": { "concat": [
      { "meta": { "key": "iifname" } }, { "payload": { "protocol": "ip", "field": "saddr" } },
      { "meta": { "key": "l4proto" } }, { "payload": { "protocol": "th", "field": "dport" } } ] } } } ] } } },
  { "add": { "rule": { "family": "inet", "table": "vpcctl", "chain": "redirecting", "expr": [
    { "jump": { "target": "redirect" } } ] } } },
  { "add": { "rule": { "family": "inet", "table": "vpcctl", "chain": "redirecting-host", "expr": [
    { "jump": { "target": "redirect" } } ] } } }
] }
JSON

# What is routed from a VPC, to a VPC, or both.
nft add chain inet vpcctl returning '{ type filter hook forward priority -150; }'
nft add rule inet vpcctl returning oifname @ports meta mark set ct mark
# Who may pass: $1 is the chain, $2 says which bridge the receiver is behind.
policed() {
  nft add chain inet vpcctl "$1"
  nft add rule inet vpcctl "$1" ct direction original ct state established,related accept
  nft add rule inet vpcctl "$1" ct direction reply ct state established,related "$2" . ct mark @owners accept
  nft add rule inet vpcctl "$1" ct state invalid drop
  nft add rule inet vpcctl "$1" ct state new tcp flags '&' '(fin | syn | rst | ack)' != syn drop
  nft add rule inet vpcctl "$1" iifname . ip saddr vmap @egress
  nft add rule inet vpcctl "$1" "$2" . ip daddr vmap @ingress
  nft add rule inet vpcctl "$1" accept
}
policed groups oifname
policed led iifname
nft add chain inet vpcctl leave
nft add rule inet vpcctl leave meta nfproto != ipv4 drop
nft add rule inet vpcctl leave iifname . oifname vmap @boundary
nft add rule inet vpcctl leave ct direction reply ct state established,related ct status dnat \
  iifname . ct mark @owners accept
nft add rule inet vpcctl leave iifname . oifname . ip saddr @internet goto groups
nft add rule inet vpcctl leave drop
nft add chain inet vpcctl enter
nft add rule inet vpcctl enter meta nfproto != ipv4 drop
nft add rule inet vpcctl enter oifname . ip saddr . ip saddr @selves drop
nft add rule inet vpcctl enter oifname . iifname . ip daddr @internet \
  oifname . iifname . ct reply ip daddr != @internet \
  ct direction reply ct state established,related ct status snat accept
nft add rule inet vpcctl enter ct direction original ct status dnat oifname . ct mark @owners goto groups
nft add rule inet vpcctl enter ct direction original ct status dnat \
  oifname . ct original ip daddr . ct original ip daddr != @selves goto groups
nft add rule inet vpcctl enter drop
nft add chain inet vpcctl forward '{ type filter hook forward priority 0; }'
nft add rule inet vpcctl forward iifname @bridges goto leave
nft add rule inet vpcctl forward oifname @bridges goto enter
nft add rule inet vpcctl forward oifname @ports drop
nft add chain inet vpcctl postrouting '{ type nat hook postrouting priority 100; }'
nft add rule inet vpcctl postrouting iifname . oifname . ip saddr @internet masquerade
nft add rule inet vpcctl postrouting oifname . ip saddr . ip daddr @selves masquerade
nft add rule inet vpcctl postrouting oifname @ports iifname . ip saddr . ip daddr @selves iifname vmap @answered
nft add rule inet vpcctl postrouting oifname @bridges ct status dnat fib saddr type local masquerade

# Between a VPC and the host itself.
nft add chain inet vpcctl to-host
nft add rule inet vpcctl to-host meta nfproto != ipv4 drop
nft add rule inet vpcctl to-host ct direction reply ct state established,related \
  iifname . ct mark @owners accept
nft add rule inet vpcctl to-host ct direction original ct status dnat iifname . ip daddr @gateways \
  iifname . ip saddr . meta l4proto . th dport @served accept
nft add rule inet vpcctl to-host iifname . ip saddr vmap @egress
nft add rule inet vpcctl to-host icmp type echo-request iifname . ip daddr @gateways accept
nft add rule inet vpcctl to-host drop
nft add chain inet vpcctl from-host
nft add rule inet vpcctl from-host meta nfproto != ipv4 drop
nft add rule inet vpcctl from-host icmp type redirect drop
nft add rule inet vpcctl from-host oifname vmap @markers
nft add rule inet vpcctl from-host ct state established,related accept
nft add rule inet vpcctl from-host oifname . ip daddr vmap @ingress
nft add rule inet vpcctl from-host accept
nft add chain inet vpcctl said
nft add rule inet vpcctl said ct direction reply ct status dnat oifname . ct reply ip saddr != @gateways drop
nft add rule inet vpcctl said ct direction reply ct state established,related \
  oifname . ct mark @owners accept
nft add rule inet vpcctl said ct direction original ct state established,related ct status dnat accept
nft add rule inet vpcctl said drop
nft add chain inet vpcctl input '{ type filter hook input priority 0; }'
nft add rule inet vpcctl input iifname @bridges goto to-host
nft add rule inet vpcctl input ip daddr . meta l4proto . th dport @reserved drop
nft add chain inet vpcctl output '{ type filter hook output priority 0; }'
nft add rule inet vpcctl output oifname @bridges goto from-host
nft add rule inet vpcctl output oifname @ports drop
nft add chain inet vpcctl leaving '{ type filter hook postrouting priority 0; }'
nft add rule inet vpcctl leaving oifname @bridges fib saddr type local \
  icmp type '{ destination-unreachable, redirect, time-exceeded, parameter-problem }' goto said
nft add rule inet vpcctl leaving ct direction reply ct status dnat accept
nft add rule inet vpcctl leaving ct direction reply ct mark @marks oifname . ct mark != @owners drop
nft add rule inet vpcctl leaving ct direction reply oifname @bridges oifname . ct mark != @owners drop
nft add rule inet vpcctl leaving oifname @bridges ct direction original ct status dnat \
  fib saddr type local goto from-host

# What may enter a port at all.
nft add chain bridge vpcctl guard
nft add rule bridge vpcctl guard ether type != '{ ip, arp }' drop
nft add rule bridge vpcctl guard iifname . ether saddr . ip saddr @sources accept
nft add rule bridge vpcctl guard arp htype 1 arp ptype ip arp hlen 6 arp plen 4 \
  iifname . ether saddr . arp saddr ip @sources iifname . arp saddr ether . arp saddr ip @sources accept
nft add rule bridge vpcctl guard drop
nft add chain bridge vpcctl prerouting '{ type filter hook prerouting priority -300; }'
nft add rule bridge vpcctl prerouting iifname @ports goto guard
nft add chain bridge vpcctl input '{ type filter hook input priority -300; }'
nft add rule bridge vpcctl input iifname @ports ether type != '{ ip, arp }' drop
