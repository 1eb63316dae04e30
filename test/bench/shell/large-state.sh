#!/bin/bash
# Processor time and memory of reading commands with 1,000 subnets and a journal of 100,000 lines:
# bin/vpcctl lab -- bash test/bench/shell/large-state.sh [SUBNETS] [ROUNDS]
set -e
unset NODE_EXTRA_CA_CERTS
[ "$VPCCTL_LAB" ] || { echo "run it in a lab: bin/vpcctl lab -- bash $0" >&2; exit 2; }
root=$(dirname "$(dirname "$(dirname "$(dirname "$(realpath "$0")")")")")
subnets=${1:-1000} rounds=${2:-5}

# The state directories of one subnet, of many, and of as many behind a long journal.
write() { node "$root/dist/bench-state.cjs" "$VPCCTL_HOME/$1" --subnets "$2" --vpcs "$3" --rules "$4" --entries "$5"; }
write small 1 1 0 0
write large "$subnets" 20 $((subnets * 10)) 0
write middle 200 20 2000 0
write long "$subnets" 20 $((subnets * 10)) 100000

exec python3 - "$root/bin/vpcctl" "$VPCCTL_HOME" "$rounds" <<'PYTHON'
import os, sys
vpcctl, home, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])

def run(args, state=None):
    """Milliseconds of processor time, and the most memory in MB."""
    pid = os.fork()
    if pid == 0:
        null = os.open('/dev/null', os.O_WRONLY)
        os.dup2(null, 1)
        if state: os.environ['VPCCTL_HOME'] = os.path.join(home, state)
        os.execvp(args[0], args)
    _, status, used = os.wait4(pid, 0)
    # reach answers no with 1.
    if os.waitstatus_to_exitcode(status) not in (0, 1): print(f'{args}: status {status}', file=sys.stderr)
    return (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024

def least(args, state=None, times=rounds):
    runs = [run(args, state) for _ in range(times)]
    return min(time for time, _ in runs), max(memory for _, memory in runs)

bare, _ = least(['node', '-e', '0'], times=rounds * 2)
print(f'bare start of node: {bare:.0f} ms')
commands = [
    (['list'], ['small', 'large', 'long']),
    (['list', '--json'], ['large']),
    (['show', 'v0'], ['small', 'large', 'long']),
    (['history', '-n', '20'], ['small', 'large', 'long']),
    (['history'], ['small', 'large', 'long']),
    (['reach', 'v0/s0', 'v0/s0:22'], ['small']),
    (['reach', 'v0/s1', 'v0/s0:22'], ['middle', 'large', 'long']),
    (['reach', '--matrix', '--port', '22'], ['middle']),
    (['reach', '--matrix'], ['middle']),
]
for args, states in commands:
    for state in states:
        time, memory = least([vpcctl, *args], state)
        print(f'{" ".join(args):32} {state:7} {time:6.0f} ms {time / bare:5.1f} starts {memory:5.0f} MB')
PYTHON
