# clear-firewall.sh VPC SUBNET ADDRESS
set -e
vpc=$1 subnet=$2 address=$3
chain=in/$vpc/$subnet

nft delete element inet vpcctl ingress "{ br-$vpc . $address }"
nft delete chain inet vpcctl "$chain"
for counter in 2fb1247eb030 35c2ac6f602c 964821d4b5fb default; do
  nft delete counter inet vpcctl "$chain/$counter"
done
