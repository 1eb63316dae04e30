# What a rule does that denies: it counts the packet, says why by its mark, and goes to where all such packets end.
# A variable for each cause. It is split on purpose: nft joins its arguments.
deny() { eval "deny_$1='counter name \"denied/$2\" meta mark set $3 goto denied'"; }
# The mark has the place of the rule, too, above 8 bits.
deny second_rule ingress-rule $((2 * 256 + 1))
deny ingress_default ingress-default 3
deny boundary boundary 5
deny host host 6
deny no_workload no-workload 7
deny workload_share workload-share 8
deny vpc_share vpc-share 9
deny source_guard source-guard 10
deny forged_source forged-source 11
deny no_connection no-connection 12
deny not_ipv4 not-ipv4 13
deny astray astray 14
deny icmp_error icmp-error 15
