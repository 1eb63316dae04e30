#!/bin/bash
# CPU time of `list`, from several builds of vpcctl, in turn so that all meet the same load:
#     bin/vpcctl lab -- bash test/bench/shell/starts.sh ROUNDS DIRECTORY...
# A DIRECTORY is a checkout that was built, or a copy of one. Prints for each the least, the mean of
# the least quarter, and the median, of user and system time together, in ms.
set -e
unset NODE_EXTRA_CA_CERTS
[ "$VPCCTL_LAB" ] || { echo "run it in a lab: bin/vpcctl lab -- bash $0" >&2; exit 2; }
rounds=$1
shift
[ $# -gt 0 ] || { echo "usage: $0 ROUNDS DIRECTORY..." >&2; exit 2; }

vpcctl create-vpc a 10.0.0.0/16 >/dev/null
vpcctl add-subnet a b 10.0.1.0/24 --type public >/dev/null

times=$(mktemp -d)
TIMEFORMAT='%3U %3S'
# The first round is not counted: it brings the files into memory.
for round in $(seq 0 "$rounds"); do
  for directory in $(shuf -e "$@"); do
    spent=$({ time node "$directory/bin/vpcctl" list >/dev/null; } 2>&1)
    [ "$round" = 0 ] || echo "$spent" >>"$times/${directory//\//_}"
  done
done

printf '%5s %7s %6s\n' least quarter median
for directory in "$@"; do
  awk '{ printf "%d\n", ($1 + $2) * 1000 }' "$times/${directory//\//_}" | sort -n |
    awk -v name="$directory" '{ all[NR] = $1 }
      END {
        quarter = int((NR + 3) / 4)
        for (i = 1; i <= quarter; i++) sum += all[i]
        printf "%5d %7.1f %6d  %s\n", all[1], sum / quarter, all[int((NR + 1) / 2)], name
      }'
done
rm -r "$times"
echo "load: $(cut -d' ' -f1-3 /proc/loadavg)"
