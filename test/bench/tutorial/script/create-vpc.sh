# create-vpc.sh VPC CIDR GATEWAY/PREFIX MAC NUMBER UPLINK UPSTREAM [first]
set -e
vpc=$1 cidr=$2 gateway=$3 mac=$4 number=$5 uplink=$6 upstream=$7
bridge=br-$vpc
. "${0%/*}/denied.sh"

if [ "$8" = first ]; then
  . "${0%/*}/policy.sh"
  sysctl -qw net.ipv4.conf.all.accept_redirects=0 net.ipv4.ip_forward=1
fi

nft add chain inet vpcctl "zone/$vpc"
nft add rule inet vpcctl "zone/$vpc" ct original zone set "$number"
nft add rule inet vpcctl "zone/$vpc" meta mark set "$number"
nft add chain inet vpcctl "mark/$vpc"
nft add rule inet vpcctl "mark/$vpc" meta mark set "$number"
nft add rule inet vpcctl "mark/$vpc" ct state new ct mark set "$number"
nft add chain arp vpcctl "mark/$vpc"
nft add rule arp vpcctl "mark/$vpc" meta mark set "$number"
nft add element inet vpcctl bridges "{ $bridge }"
nft add element inet vpcctl marks "{ $number }"
nft add element inet vpcctl bridge-marks "{ $bridge . $number }"
nft add element inet vpcctl gateways "{ $bridge . ${gateway%/*} }"
nft add element inet vpcctl zone-by-interface "{ $bridge : jump zone/$vpc }"
nft add element inet vpcctl mark-by-bridge "{ $bridge : jump mark/$vpc }"
nft add element arp vpcctl mark-by-bridge "{ $bridge : jump mark/$vpc }"
nft add element inet vpcctl inner-connections \
  "{ original . $bridge . $bridge . $number, reply . $bridge . $bridge . $number }"
nft add element inet vpcctl boundary "{ $bridge . $bridge : goto vpc-policy }"
nft add set inet vpcctl "share/$vpc/4096" '{ type ipv4_addr; size 65535; flags dynamic; }'
nft add chain inet vpcctl "share/$vpc"
nft add rule inet vpcctl "share/$vpc" iifname "$bridge" \
  add "@share/$vpc/4096" '{ ip saddr ct count over 4096 }' $deny_workload_share
nft add rule inet vpcctl "share/$vpc" ct count over 16384 $deny_vpc_share
nft add rule inet vpcctl "share/$vpc" accept
nft add element inet vpcctl shares "{ $bridge : goto share/$vpc }"
nft add chain inet vpcctl "gateway-snat/$vpc"
nft add rule inet vpcctl "gateway-snat/$vpc" snat ip to "${gateway%/*}"
nft add element inet vpcctl gateway-snat "{ $bridge : jump gateway-snat/$vpc }"

ip link add name "$bridge" address "$mac" type bridge mcast_snooping 0 ageing_time 4294967295
ip link set dev "$bridge" addrgenmode none alias "vpcctl:$vpc"
ip link set dev "$bridge" up
ip addr add "$gateway" dev "$bridge" noprefixroute
ip route add "$cidr" dev "$bridge" metric "$number" src "${gateway%/*}"
ip route add "$cidr" table "$number" dev "$bridge"
# The rules of 16 marks are at one priority, to which the first of these VPCs leads.
group=$((number / 16 * 16))
rules=$((7001 + 4 * (number / 16 - 437)))
[ "$8" != first ] || ip rule add priority 7000 fwmark "$group/0xfff0" goto "$rules"
ip rule add priority "$rules" fwmark "$number/0xffff" lookup "$number"
ip rule add priority 20000 iif "$bridge" lookup "$number"
# The way to the internet by the uplink, behind the nearer routes of the host.
ip rule add priority "$((rules + 1))" fwmark "$number" lookup main suppress_prefixlength 7
ip route add default via "$upstream" dev "$uplink" onlink table "$((number + 20000))"
ip rule add priority "$((rules + 2))" fwmark "$number" lookup "$((number + 20000))"
sysctl -qw "net.ipv6.conf.$bridge.disable_ipv6=1" "net.ipv4.conf.$bridge.forwarding=1" \
  "net.ipv4.conf.$bridge.proxy_arp_pvlan=1" "net.ipv4.neigh.$bridge.proxy_delay=0" "net.ipv4.conf.$bridge.send_redirects=0" \
  "net.ipv4.conf.$bridge.src_valid_mark=1"
