# apply-firewall.sh VPC SUBNET ADDRESS: the tutorial's policy
set -e
vpc=$1 subnet=$2 address=$3
chain=in/$vpc/$subnet

nft add chain inet vpcctl "$chain"
nft add rule inet vpcctl "$chain" tcp dport 8080 return
nft add rule inet vpcctl "$chain" tcp dport 22 drop
nft add rule inet vpcctl "$chain" tcp dport 443 return
nft add rule inet vpcctl "$chain" drop
nft add element inet vpcctl ingress "{ br-$vpc . $address : jump $chain }"
