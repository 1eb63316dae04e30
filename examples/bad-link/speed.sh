#!/bin/sh
# How fast a client downloads from the server: sh speed.sh slow
vpcctl exec links "clients/$1" -- \
  curl -s -o /dev/null -w '%{speed_download}\n' http://10.90.1.1:8000/quarter-megabyte |
  awk '{
    rate = $1 * 8 / 1000000
    if (rate > 20) print "more than 20 Mbit/s"
    else print "at most " int(rate + 1) " Mbit/s"
  }'
