# The packet policy that all VPCs share: tables, sets, and chains that look things up in them.
nft add table inet vpcctl
nft add table bridge vpcctl
nft add table arp vpcctl

for cause in ingress-rule egress-rule ingress-default egress-default boundary host no-workload workload-share vpc-share \
  forged-source no-connection not-ipv4 astray icmp-error; do
  nft add counter inet vpcctl "denied/$cause"
done
nft add counter bridge vpcctl denied/source-guard
nft add counter bridge vpcctl denied/not-ipv4

nft add set inet vpcctl bridges '{ type ifname; }'
nft add set inet vpcctl marks '{ type mark; }'
nft add set inet vpcctl bridge-marks '{ type ifname . mark; }'
nft add set inet vpcctl gateways '{ type ifname . ipv4_addr; }'
nft add map inet vpcctl zone-by-interface '{ type ifname : verdict; }'
nft add map inet vpcctl mark-by-bridge '{ type ifname : verdict; }'
nft add set inet vpcctl inner-connections '{ type ct_dir . ifname . ifname . mark; }'
nft add map inet vpcctl boundary '{ type ifname . ifname : verdict; }'
nft add set inet vpcctl masqueraded '{ type ifname . ifname . ipv4_addr; }'
nft add set inet vpcctl masqueraded-by-any '{ type ifname . ipv4_addr; }'
nft add set inet vpcctl uplinks '{ type ifname; }'
nft add map inet vpcctl answers '{ type ipv4_addr : verdict; }'
nft add map inet vpcctl shares '{ type ifname : verdict; }'
nft add map inet vpcctl egress '{ type ifname . ipv4_addr : verdict; }'
nft add map inet vpcctl ingress '{ type ifname . ipv4_addr : verdict; }'
nft add map inet vpcctl forwarded-ports '{ type inet_proto . inet_service : verdict; flags interval; }'
nft add map inet vpcctl forwarded-address-ports '{ type ipv4_addr . inet_proto . inet_service : verdict; flags interval; }'
nft add set inet vpcctl service-clients '{ type ifname . ipv4_addr . inet_proto . inet_service; }'
nft add map inet vpcctl service-ports '{ type ifname . ipv4_addr . inet_proto . inet_service : verdict; }'
nft add set inet vpcctl open-services '{ type ifname . ipv4_addr . inet_proto . inet_service; }'
nft add set inet vpcctl service-listeners '{ type ipv4_addr . inet_proto . inet_service; }'
nft add set inet vpcctl workload-addresses '{ type ifname . ipv4_addr . ipv4_addr; }'
nft add map inet vpcctl hairpin-mark '{ type ifname : verdict; }'
nft add map inet vpcctl gateway-snat '{ type ifname : verdict; }'
nft add set inet vpcctl workload-ports '{ type ifname; }'
nft add map inet vpcctl denied-from '{ type ifname : verdict; }'
nft add map inet vpcctl denied-to '{ type ifname : verdict; }'
nft add set bridge vpcctl workload-ports '{ type ifname; }'
nft add set bridge vpcctl allowed-sources '{ type ifname . ether_addr . ipv4_addr; }'
nft add map bridge vpcctl denied-from '{ type ifname : verdict; }'
nft add map arp vpcctl mark-by-bridge '{ type ifname : verdict; }'

# All chains, before the rules that lead from one to the other. They are listed in the order in which they come.
nft add chain inet vpcctl set-zone '{ type filter hook prerouting priority -300; }'
nft add chain inet vpcctl set-mark '{ type filter hook prerouting priority -150; }'
nft add chain inet vpcctl untrack-errors '{ type filter hook output priority -300; }'
nft add chain inet vpcctl mark-replies '{ type route hook output priority -150; }'
nft add chain inet vpcctl restore-mark '{ type filter hook forward priority -150; }'
nft add chain inet vpcctl port-forwards
nft add chain inet vpcctl dnat-incoming '{ type nat hook prerouting priority -100; }'
nft add chain inet vpcctl dnat-local '{ type nat hook output priority -100; }'
nft add chain inet vpcctl vpc-policy
nft add chain inet vpcctl count-connection
nft add chain inet vpcctl hairpin-policy
nft add chain inet vpcctl from-vpc
nft add chain inet vpcctl to-vpc
nft add chain inet vpcctl forward '{ type filter hook forward priority 0; }'
nft add chain inet vpcctl source-nat '{ type nat hook postrouting priority 100; }'
nft add chain inet vpcctl to-host
nft add chain inet vpcctl from-host
nft add chain inet vpcctl icmp-errors
nft add chain inet vpcctl input '{ type filter hook input priority 0; }'
nft add chain inet vpcctl output '{ type filter hook output priority 0; }'
nft add chain inet vpcctl outgoing '{ type filter hook postrouting priority 0; }'
nft add chain inet vpcctl denied
nft add chain bridge vpcctl arp-guard
nft add chain bridge vpcctl prerouting '{ type filter hook prerouting priority -300; }'
nft add chain bridge vpcctl input '{ type filter hook input priority -300; }'
nft add chain bridge vpcctl denied
nft add chain arp vpcctl set-mark '{ type filter hook input priority 0; }'

# The VPC that a packet belongs to.
nft add rule inet vpcctl set-zone iifname vmap @zone-by-interface
nft add rule inet vpcctl set-mark ct state new iifname vmap @mark-by-bridge
nft add rule inet vpcctl set-mark ct direction reply ct status dnat iifname @bridges ct original ip daddr vmap @answers
nft add rule inet vpcctl set-mark ct status dnat iifname vmap @hairpin-mark
nft add rule inet vpcctl set-mark ct direction reply iifname != @bridges ct mark @marks meta mark set ct mark
nft add rule inet vpcctl set-mark ct status dnat iifname != @bridges ct mark @marks meta mark set ct mark
nft add rule inet vpcctl untrack-errors \
  icmp type '{ destination-unreachable, redirect, time-exceeded, parameter-problem }' \
  icmp code != '{ prot-unreachable, port-unreachable }' notrack
nft add rule inet vpcctl mark-replies ct direction reply ct mark @marks meta mark set ct mark
nft add rule inet vpcctl mark-replies ct status dnat ct mark @marks meta mark set ct mark
nft add rule arp vpcctl set-mark iifname vmap @mark-by-bridge
nft add rule inet vpcctl restore-mark ct status dnat oifname @workload-ports meta mark set ct mark
nft add rule inet vpcctl restore-mark ct direction reply ct status dnat iifname @bridges meta mark set meta mark '&' 0xffff

# Port forwards and host services.
nft add rule inet vpcctl port-forwards meta nfproto != ipv4 return
nft add rule inet vpcctl port-forwards fib daddr type local meta l4proto . th dport vmap @forwarded-ports
nft add rule inet vpcctl port-forwards ip daddr . meta l4proto . th dport vmap @forwarded-address-ports
nft add rule inet vpcctl dnat-incoming iifname . ip daddr @gateways \
  iifname . ip saddr . meta l4proto . th dport @service-clients iifname . ip saddr vmap @egress
nft add rule inet vpcctl dnat-incoming iifname . ip daddr @gateways \
  iifname . ip saddr . meta l4proto . th dport vmap @service-ports
nft add rule inet vpcctl dnat-incoming jump port-forwards
nft add rule inet vpcctl dnat-local jump port-forwards

# The share of a VPC in the connections that the host can track.
nft add rule inet vpcctl count-connection iifname vmap @shares
nft add rule inet vpcctl count-connection oifname vmap @shares
nft add rule inet vpcctl count-connection accept

# Routed from a VPC, to a VPC, or between two VPCs.
# The policy of sender and receiver: $1 is the chain, $2 the key of the bridge before the receiver.
policy_rules() {
  nft add rule inet vpcctl "$1" meta nfproto != ipv4 $deny_not_ipv4
  nft add rule inet vpcctl "$1" ct direction original ct state established,related accept
  nft add rule inet vpcctl "$1" ct direction reply ct state established,related "$2" . ct mark @bridge-marks accept
  nft add rule inet vpcctl "$1" ct state invalid $deny_no_connection
  nft add rule inet vpcctl "$1" ct state new tcp flags '&' '(fin | syn | rst | ack)' != syn $deny_no_connection
  nft add rule inet vpcctl "$1" iifname . ip saddr vmap @egress
  nft add rule inet vpcctl "$1" "$2" . ip daddr vmap @ingress
  nft add rule inet vpcctl "$1" oifname @bridges oifname . ip daddr . ip daddr != @workload-addresses $deny_no_workload
  nft add rule inet vpcctl "$1" goto count-connection
}
policy_rules vpc-policy oifname
policy_rules hairpin-policy iifname
nft add rule inet vpcctl from-vpc meta nfproto != ipv4 $deny_not_ipv4
nft add rule inet vpcctl from-vpc ct direction reply ct state established,related ct status dnat \
  iifname . ct mark @bridge-marks accept
nft add rule inet vpcctl from-vpc iifname . oifname . ip saddr @masqueraded goto vpc-policy
nft add rule inet vpcctl from-vpc oifname @uplinks iifname . ip saddr @masqueraded-by-any goto vpc-policy
nft add rule inet vpcctl from-vpc $deny_boundary
nft add rule inet vpcctl to-vpc meta nfproto != ipv4 $deny_not_ipv4
nft add rule inet vpcctl to-vpc oifname . ip saddr . ip saddr @workload-addresses $deny_forged_source
nft add rule inet vpcctl to-vpc ct direction reply ct state established,related ct status snat \
  oifname . iifname . ip daddr @masqueraded \
  oifname . iifname . ct reply ip daddr != @masqueraded accept
nft add rule inet vpcctl to-vpc ct direction reply ct state established,related ct status snat \
  iifname @uplinks oifname . ip daddr @masqueraded-by-any \
  oifname . ct reply ip daddr != @masqueraded-by-any accept
nft add rule inet vpcctl to-vpc ct direction original ct status dnat oifname . ct mark @bridge-marks goto vpc-policy
nft add rule inet vpcctl to-vpc ct direction original ct status dnat \
  oifname . ct original ip daddr . ct original ip daddr != @workload-addresses goto vpc-policy
nft add rule inet vpcctl to-vpc $deny_boundary
nft add rule inet vpcctl forward ct state established,related \
  ct direction . iifname . oifname . ct mark @inner-connections accept
nft add rule inet vpcctl forward iifname . oifname vmap @boundary
nft add rule inet vpcctl forward iifname @bridges goto from-vpc
nft add rule inet vpcctl forward oifname @bridges goto to-vpc
nft add rule inet vpcctl forward oifname @workload-ports $deny_astray
nft add rule inet vpcctl source-nat iifname . oifname . ip saddr @masqueraded masquerade
nft add rule inet vpcctl source-nat oifname @uplinks iifname . ip saddr @masqueraded-by-any masquerade
nft add rule inet vpcctl source-nat oifname . ip saddr . ip daddr @workload-addresses oifname vmap @gateway-snat
nft add rule inet vpcctl source-nat oifname @workload-ports iifname . ip saddr . ip daddr @workload-addresses iifname vmap @gateway-snat
nft add rule inet vpcctl source-nat oifname @bridges ct status dnat fib saddr type local oifname vmap @gateway-snat

# Between a VPC and the host itself.
nft add rule inet vpcctl to-host meta nfproto != ipv4 $deny_not_ipv4
nft add rule inet vpcctl to-host ct direction reply ct state established,related \
  iifname . ct mark @bridge-marks accept
nft add rule inet vpcctl to-host ct direction original ct status dnat iifname . ip daddr @gateways \
  iifname . ip saddr . meta l4proto . th dport @open-services goto count-connection
nft add rule inet vpcctl to-host iifname . ip saddr vmap @egress
nft add rule inet vpcctl to-host icmp type echo-request iifname . ip daddr @gateways goto count-connection
nft add rule inet vpcctl to-host $deny_host
nft add rule inet vpcctl from-host meta nfproto != ipv4 $deny_not_ipv4
nft add rule inet vpcctl from-host icmp type redirect $deny_icmp_error
nft add rule inet vpcctl from-host oifname vmap @mark-by-bridge
nft add rule inet vpcctl from-host ct state established,related accept
nft add rule inet vpcctl from-host oifname . ip daddr vmap @ingress
nft add rule inet vpcctl from-host accept
nft add rule inet vpcctl icmp-errors ct direction reply ct status dnat oifname . ct reply ip saddr != @gateways $deny_icmp_error
nft add rule inet vpcctl icmp-errors ct direction reply ct state established,related \
  oifname . ct mark @bridge-marks accept
nft add rule inet vpcctl icmp-errors ct direction original ct state established,related ct status dnat accept
nft add rule inet vpcctl icmp-errors $deny_icmp_error
nft add rule inet vpcctl input iifname @bridges goto to-host
nft add rule inet vpcctl input ip daddr . meta l4proto . th dport @service-listeners $deny_host
nft add rule inet vpcctl output oifname @bridges goto from-host
nft add rule inet vpcctl output oifname @workload-ports $deny_astray
nft add rule inet vpcctl outgoing \
  icmp type '{ destination-unreachable, redirect, time-exceeded, parameter-problem }' \
  oifname @bridges fib saddr type local goto icmp-errors
nft add rule inet vpcctl outgoing ct direction original ct status dnat oifname @bridges \
  fib saddr type local goto from-host
nft add rule inet vpcctl outgoing ct direction original iifname != @bridges ct mark @marks \
  oifname . ct mark != @bridge-marks $deny_astray
nft add rule inet vpcctl outgoing ct direction original accept
nft add rule inet vpcctl outgoing oifname . ct mark @bridge-marks accept
nft add rule inet vpcctl outgoing ct direction reply ct status dnat accept
nft add rule inet vpcctl outgoing ct direction reply ct mark @marks $deny_astray
nft add rule inet vpcctl outgoing ct direction reply oifname @bridges $deny_boundary

# The source guard.
nft add rule bridge vpcctl arp-guard iifname != @workload-ports return
nft add rule bridge vpcctl arp-guard ether type != arp $deny_not_ipv4
nft add rule bridge vpcctl arp-guard arp htype 1 arp ptype ip arp hlen 6 arp plen 4 \
  iifname . ether saddr . arp saddr ip @allowed-sources iifname . arp saddr ether . arp saddr ip @allowed-sources accept
nft add rule bridge vpcctl arp-guard $deny_source_guard
nft add rule bridge vpcctl prerouting ether type != ip goto arp-guard
nft add rule bridge vpcctl prerouting iifname . ether saddr . ip saddr @allowed-sources accept
nft add rule bridge vpcctl prerouting iifname @workload-ports $deny_source_guard
nft add rule bridge vpcctl input ether type != ip ether type != arp iifname @workload-ports $deny_not_ipv4

# Where all denied packets end. Nobody reads them: the maps are empty.
nft add rule inet vpcctl denied iifname vmap @denied-from
nft add rule inet vpcctl denied oifname vmap @denied-to
nft add rule inet vpcctl denied drop
nft add rule bridge vpcctl denied iifname vmap @denied-from
nft add rule bridge vpcctl denied drop
