# The first process of a lab. It is process 1 of its process namespace, so that all processes end
# with it. It is a shell, because process 1 has to reap orphans, which Node does not. The build
# copies this file to dist/lab-init.sh.
#
#   lab-init.sh NODE INTERNET-SERVER VPCCTL INPUT PLUGINS STORE LINKS FAR-LINKS NAME COMMAND...
#
# INPUT says what descriptor 5 is: `journal`, which is replayed first; `topology`, which is built
# first (src/lab/topology.ts); empty for nothing. NAME is that of a named lab, which outlives the
# command that makes it, and so keeps nothing of its terminal; empty for none. PLUGINS is the
# directory of the plugins that the lab gets a copy of, and STORE the text of its package.json there;
# both are empty for none. LINKS and
# FAR-LINKS are lines for `ip -batch`, in the lab and in its internet (src/lab/lab-copy.ts).
#
# Until it is ready, its standard error is collected. Then it writes `ready` to descriptor 3, and
# uses the user's standard error, which is descriptor 4 (src/host/process/foreground.ts). Paths and
# addresses are those of src/lab/layout.ts.
set -e
node=$1 server=$2 vpcctl=$3 input=$4 plugins=$5 store=$6 links=$7 far_links=$8 name=$9
shift 9
lab=/run/vpcctl-lab

# They may lie below /run, as in a lab in a lab.
[ -z "$plugins" ] || exec 6<"$plugins"
mount -t tmpfs -o mode=755 vpcctl-lab /run
mount -t sysfs -o nosuid,nodev,noexec sysfs /sys
# A lab has no firewall of the machine around it, and changes none of its files.
for settings in /etc/firewalld /etc/ufw; do
  [ ! -d $settings ] || mount -t tmpfs -o mode=755 vpcctl-lab $settings
done
mkdir -p /run/netns /run/lock $lab/bin $lab/home

# `sudo` only runs the command: the user is root already. The real sudo would drop VPCCTL_HOME, and
# fails in a user namespace.
cat >$lab/bin/sudo <<'SUDO'
#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in
    -u | --user | -g | --group)
      [ "$2" = root ] || { echo "sudo: a lab has no user but root: $2" >&2; exit 1; }
      shift 2 ;;
    -E | -n | -H | -S | -k | --preserve-env | --preserve-env=* | --non-interactive | --set-home | --stdin) shift ;;
    -i | -s | --login | --shell)
      shift
      [ $# -gt 0 ] || exec "${SHELL:-/bin/sh}"
      break ;;
    --) shift; break ;;
    -*) echo "sudo: option not known in a lab: $1" >&2; exit 1 ;;
    *=*) export "$1"; shift ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || { echo "usage: sudo [-E] [-n] [-H] [--] COMMAND..." >&2; exit 1; }
exec "$@"
SUDO
chmod 755 $lab/bin/sudo
if [ "$plugins" ]; then
  mkdir -p -m 700 $lab/home/.vpcctl $lab/home/.vpcctl/plugins
  cp -R /proc/self/fd/6/. $lab/home/.vpcctl/plugins
  printf %s "$store" >$lab/home/.vpcctl/plugins/package.json
  exec 6<&-
fi
ln -s "$node" $lab/bin/node
ln -s "$vpcctl" $lab/bin/vpcctl

# Debian's `tcpdump` drops root after it has opened the interface, even with `-Z root`, and ends
# where it can't. In a plain user's lab setgroups(2) is refused (user_namespaces(7)), so a seccomp
# filter makes it succeed without effect.
case $(uname -m) in
  x86_64) numbers='157, 116' ;;
  aarch64 | riscv64) numbers='167, 159' ;;
  *) numbers= ;;
esac
tcpdump=$(command -v tcpdump) || tcpdump=
perl=$(command -v perl) || perl=
if [ "$(cat /proc/self/setgroups)" = deny ] && [ "$numbers" ] && [ "$tcpdump" ] && [ "$perl" ]; then
  cat >$lab/bin/tcpdump <<TCPDUMP
#!$perl
use strict;
my (\$prctl, \$setgroups) = ($numbers);
# seccomp(2): load the number of the system call; that of setgroups gives 0, all others run.
my @filter = (0x20, 0, 0, 0, 0x15, 0, 1, \$setgroups, 0x06, 0, 0, 0x50000, 0x06, 0, 0, 0x7fff0000);
my \$program = pack 'S x![P] P', 4, pack('(SCCL)*', @filter);
syscall(\$prctl, 22, 2, \$program) == 0 or die "tcpdump: seccomp: \$!\n";
exec '$tcpdump', '-Z', 'root', @ARGV;
TCPDUMP
  chmod 755 $lab/bin/tcpdump
fi

printf 'PS1="(%s) \\w \\\\$ "\n' "${name:-lab}" >$lab/home/.bashrc

# A new network namespace inherits these from the host, which may route already.
sysctls=/proc/sys/net/ipv4
echo 0 >$sysctls/ip_forward
echo 0 >$sysctls/conf/all/rp_filter
echo 0 >$sysctls/conf/default/rp_filter

: >$lab/internet
unshare --net=$lab/internet sh -c '[ ! -e $1 ] || echo 1 >$1' sh /proc/sys/net/ipv6/conf/default/disable_ipv6
mkfifo $lab/listening
nsenter --net=$lab/internet "$node" "$server" >$lab/listening 3>&- 4>&- 5<&- &
# These processes are the lab's own, and not the user's.
echo "1 $!" >$lab/own

# The uplink gets no link-local IPv6 address: it is not used, and would change state for a second.
addresses=/proc/sys/net/ipv6/conf/default/addr_gen_mode
if [ -e $addresses ]; then
  mode=$(cat $addresses)
  echo 1 >$addresses
fi
ip -batch - <<'LINES'
link set lo up
link add eth0 address 02:00:cb:00:71:02 type veth peer name eth0 address 02:00:cb:00:71:01 netns /run/vpcctl-lab/internet
addr add 203.0.113.2/24 dev eth0
link set eth0 up
route add default via 203.0.113.1 dev eth0
LINES
[ -z "$links" ] || echo "$links" | ip -batch -
[ ! -e $addresses ] || echo "$mode" >$addresses
nsenter --net=$lab/internet ip -batch - <<'LINES'
link set lo up
addr add 198.51.100.8/32 dev lo
addr add 203.0.113.1/24 dev eth0
link set eth0 up
LINES
[ -z "$far_links" ] || echo "$far_links" | nsenter --net=$lab/internet ip -batch -
read -r listening <$lab/listening
rm $lab/listening
# The kernel reports `up` a moment after the link is up; wait for it, so that no command sees the
# change.
until read -r state </sys/class/net/eth0/operstate && [ "$state" = up ]; do sleep 0.01; done

if [ "$input" = journal ]; then
  mkdir -p -m 700 $lab/home/.vpcctl
  (umask 077 && cat <&5 >$lab/home/.vpcctl/journal.ndjson)
  # A plugin that is not installed keeps nothing else from being rehearsed: then a dry run finds no
  # difference.
  if ! $lab/bin/vpcctl replay --json >$lab/replayed 2>/dev/null 3>&- 4>&- 5<&- &&
    ! $lab/bin/vpcctl replay --dry-run --json 2>/dev/null 3>&- 4>&- 5<&- |
      grep -q '"changes": \[\]'; then
    echo 'vpcctl-lab: replay failed' >&2
    cat $lab/replayed >&2
    exit 1
  fi
  rm $lab/replayed
fi
if [ "$input" = topology ]; then
  (umask 077 && cat <&5 >$lab/topology)
  if ! $lab/bin/vpcctl lab build $lab/topology </dev/null >$lab/built 2>&4 3>&- 4>&- 5<&-; then
    echo 'vpcctl-lab: topology failed' >&2
    cat $lab/built >&2
    exit 1
  fi
  rm $lab/topology $lab/built
fi
exec 5<&-

# Ctrl-C is meant for the command, and this shell goes on. `unshare` ends by it, and so its exit
# code can't be used: the command's own goes to descriptor 3.
trap : INT QUIT
set +e
if [ "$name" ]; then exec 2>/dev/null; else exec 2>&4; fi
exec 4>&-
echo ready >&3
if command -v "$1" >/dev/null; then
  "$@" 3>&-
  code=$?
else
  echo "vpcctl lab: $1: no such command" >&2
  code=127
fi
echo $code >&3
exit $code
