# The command of a named lab: it keeps the lab until `vpcctl lab end`, or until it is killed. The
# build copies this file to dist/lab-keep.sh.
#
# Standard input has one line, which comes when the lab is recorded. Its end without a line means
# that vpcctl was killed before: a lab without a record would never be ended.
read -r _ || exit 1
echo $$ >>/run/vpcctl-lab/own
exec sleep infinity </dev/null
