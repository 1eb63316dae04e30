# apply-firewall.sh VPC SUBNET ADDRESS: the tutorial's policy
set -e
vpc=$1 subnet=$2 address=$3
chain=in/$vpc/$subnet
. "${0%/*}/denied.sh"

# Each rule has a counter, which vpcctl names by what the rule says.
http=$chain/2fb1247eb030 ssh=$chain/35c2ac6f602c https=$chain/964821d4b5fb
for counter in "$http" "$ssh" "$https" "$chain/default"; do
  nft add counter inet vpcctl "$counter"
done
nft add chain inet vpcctl "$chain"
nft add rule inet vpcctl "$chain" tcp dport 8080 counter name "\"$http\"" return
nft add rule inet vpcctl "$chain" tcp dport 22 counter name "\"$ssh\"" $deny_second_rule
nft add rule inet vpcctl "$chain" tcp dport 443 counter name "\"$https\"" return
nft add rule inet vpcctl "$chain" counter name "\"$chain/default\"" $deny_ingress_default
nft add element inet vpcctl ingress "{ br-$vpc . $address : jump $chain }"
