# add-subnet.sh VPC SUBNET PORT ADDRESS/PREFIX GATEWAY MAC PORT-MAC [UPLINK]
# PORT: the first 15 characters of veth-VPC-SUBNET, which is what the kernel keeps of a name.
set -e
vpc=$1 subnet=$2 port=$3 address=$4 gateway=$5 mac=$6 port_mac=$7 uplink=$8
namespace=$vpc-$subnet inside=veth-ns-$subnet full=veth-$vpc-$subnet

nft add element inet vpcctl workload-addresses "{ br-$vpc . ${address%/*} . ${address%/*} }"
nft add element inet vpcctl workload-ports "{ $port }"
nft add element inet vpcctl zone-by-interface "{ $port : drop }"
nft add element bridge vpcctl workload-ports "{ $port }"
nft add element bridge vpcctl allowed-sources "{ $port . $mac . ${address%/*} }"
[ -z "$uplink" ] || nft add element inet vpcctl masqueraded "{ br-$vpc . $uplink . ${address%/*} }"

ip netns add "$namespace"
ip link add name "$port" address "$port_mac" type veth \
  peer name "$inside" address "$mac" netns "$namespace"
[ "$port" = "$full" ] || ip link property add dev "$port" altname "$full"
ip link set dev "$port" addrgenmode none alias "vpcctl:$vpc/$subnet" master "br-$vpc"
ip link set dev "$port" up type bridge_slave isolated on flood off
sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"

ip -n "$namespace" link set dev lo up
ip -n "$namespace" link set dev "$inside" addrgenmode none
ip -n "$namespace" link set dev "$inside" up
ip -n "$namespace" addr add "$address" dev "$inside"
ip -n "$namespace" route add default via "$gateway" dev "$inside" onlink
