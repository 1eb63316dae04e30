# clear-firewall.sh VPC SUBNET ADDRESS
set -e
vpc=$1 subnet=$2 address=$3

nft delete element inet vpcctl ingress "{ br-$vpc . $address }"
nft delete chain inet vpcctl "in/$vpc/$subnet"
