# unpeer.sh VPC CIDR NUMBER OTHER-VPC OTHER-CIDR OTHER-NUMBER
set -e
vpc=$1 cidr=$2 number=$3 other=$4 other_cidr=$5 other_number=$6

ip route del "$other_cidr" table "$number" dev "br-$other"
ip route del "$cidr" table "$other_number" dev "br-$vpc"

nft delete element inet vpcctl boundary "{ br-$vpc . br-$other, br-$other . br-$vpc }"
nft delete chain inet vpcctl "peer/$vpc/$other"
