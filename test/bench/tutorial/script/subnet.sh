# Taking a subnet away, in two steps: VPC SUBNET PORT ADDRESS MAC [UPLINK]

# Its veth pair first: a namespace goes only when the last process in it has ended.
cut_subnet() {
  ip link del dev "$3"
  ip netns del "$1-$2"
}

forget_subnet() {
  [ -z "$6" ] || nft delete element inet vpcctl masqueraded "{ br-$1 . $6 . $4 }"
  nft delete element inet vpcctl workload-addresses "{ br-$1 . $4 . $4 }"
  nft delete element inet vpcctl workload-ports "{ $3 }"
  nft delete element inet vpcctl zone-by-interface "{ $3 }"
  nft delete element bridge vpcctl workload-ports "{ $3 }"
  nft delete element bridge vpcctl allowed-sources "{ $3 . $5 . $4 }"
}
