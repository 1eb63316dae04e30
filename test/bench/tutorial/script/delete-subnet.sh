# delete-subnet.sh VPC SUBNET PORT ADDRESS MAC [UPLINK]
set -e
. "${0%/*}/subnet.sh"

cut_subnet "$@"
forget_subnet "$@"
