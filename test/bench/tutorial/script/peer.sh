# peer.sh VPC CIDR NUMBER OTHER-VPC OTHER-CIDR OTHER-NUMBER
set -e
vpc=$1 cidr=$2 number=$3 other=$4 other_cidr=$5 other_number=$6
chain=peer/$vpc/$other
. "${0%/*}/denied.sh"

nft add chain inet vpcctl "$chain"
nft add rule inet vpcctl "$chain" ip saddr "$cidr" ip daddr "$other_cidr" goto vpc-policy
nft add rule inet vpcctl "$chain" ip saddr "$other_cidr" ip daddr "$cidr" goto vpc-policy
nft add rule inet vpcctl "$chain" $deny_boundary
nft add element inet vpcctl boundary \
  "{ br-$vpc . br-$other : goto $chain, br-$other . br-$vpc : goto $chain }"

ip route add "$other_cidr" table "$number" dev "br-$other"
ip route add "$cidr" table "$other_number" dev "br-$vpc"
