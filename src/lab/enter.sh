# Runs a command in a named lab, which this process has entered. It stays beside the command, so that
# Ctrl-C is the command's, and the exit code is that of shells. The build copies this file to
# dist/lab-enter.sh.
#
#   lab-enter.sh DIRECTORY COMMAND...
#
# The descriptors are those of the lab's namespaces (src/host/kept/namespaces.ts).
exec 3<&- 4<&- 5<&- 6<&-
# A directory of the host that the lab does not have, such as one below /run.
cd -- "$1" 2>/dev/null || cd
shift
if ! command -v "$1" >/dev/null; then
  echo "vpcctl lab: $1: no such command" >&2
  exit 127
fi
trap : INT QUIT
"$@"
