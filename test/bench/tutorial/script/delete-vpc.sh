# delete-vpc.sh VPC GATEWAY NUMBER SUBNETS [last]
# SUBNETS: a line for each, as the arguments of delete-subnet.sh
set -e
vpc=$1 gateway=$2 number=$3 subnets=$4
bridge=br-$vpc
. "${0%/*}/subnet.sh"

# $subnet is split on purpose: it is several arguments.
while read -r subnet; do
  [ -z "$subnet" ] || cut_subnet $subnet
done <<SUBNETS
$subnets
SUBNETS
rules=$((7001 + 4 * (number / 16 - 437)))
ip rule del priority 20000 iif "$bridge" lookup "$number"
ip rule del priority "$rules" fwmark "$number/0xffff" lookup "$number"
ip rule del priority "$((rules + 1))" fwmark "$number" lookup main
ip rule del priority "$((rules + 2))" fwmark "$number" lookup "$((number + 20000))"
ip route flush table "$((number + 20000))"
ip link del dev "$bridge"

if [ "$5" = last ]; then
  ip rule del priority 7000 fwmark "$((number / 16 * 16))/0xfff0"
  nft delete table inet vpcctl
  nft delete table bridge vpcctl
  nft delete table arp vpcctl
  sysctl -qw net.ipv4.ip_forward=0 net.ipv4.conf.all.accept_redirects=1
  exit
fi

while read -r subnet; do
  [ -z "$subnet" ] || forget_subnet $subnet
done <<SUBNETS
$subnets
SUBNETS
nft delete element inet vpcctl bridges "{ $bridge }"
nft delete element inet vpcctl marks "{ $number }"
nft delete element inet vpcctl bridge-marks "{ $bridge . $number }"
nft delete element inet vpcctl gateways "{ $bridge . $gateway }"
nft delete element inet vpcctl zone-by-interface "{ $bridge }"
nft delete element inet vpcctl mark-by-bridge "{ $bridge }"
nft delete element arp vpcctl mark-by-bridge "{ $bridge }"
nft delete element inet vpcctl inner-connections \
  "{ original . $bridge . $bridge . $number, reply . $bridge . $bridge . $number }"
nft delete element inet vpcctl boundary "{ $bridge . $bridge }"
nft delete element inet vpcctl shares "{ $bridge }"
nft delete chain inet vpcctl "share/$vpc"
nft delete set inet vpcctl "share/$vpc/4096"
nft delete element inet vpcctl gateway-snat "{ $bridge }"
nft delete chain inet vpcctl "gateway-snat/$vpc"
nft delete chain inet vpcctl "zone/$vpc"
nft delete chain inet vpcctl "mark/$vpc"
nft delete chain arp vpcctl "mark/$vpc"
