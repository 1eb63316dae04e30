#!/bin/sh
# How fast a client downloads from the server, in steps: sh speed.sh slow
vpcctl exec links "clients/$1" -- \
  curl -s -o /dev/null -w '%{speed_download}\n' http://10.90.1.1:8000/quarter-megabyte |
  awk '{
    rate = $1 * 8 / 1000000
    if (rate > 20) print "more than 20 Mbit/s"
    else if (rate > 10) print "10 to 20 Mbit/s"
    else if (rate > 3) print "3 to 10 Mbit/s"
    else print "at most 3 Mbit/s"
  }'
