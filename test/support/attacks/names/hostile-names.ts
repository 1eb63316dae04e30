/** What root in a namespace may call things: control characters, quotes, broken UTF-8. */
const HOSTILE = String.raw`$'a\x01b\x1b[31m\x08"\'\\\xff\xc3\n\t\r'`;
const SHORT = String.raw`$'n\x01\x1b"\\'`;

/** Each is done in the namespace by bash, where `$end` is the workload's link; what is done stays. */
export const HOSTILE_NAMES: readonly [what: string, act: string][] = [
  ['an alias', `ip link set "$end" alias ${HOSTILE}`],
  ['the longest alias', `ip link set "$end" alias "$(printf '\\001%.0s' {1..255})"`],
  ['an altname', `ip link property add dev "$end" altname $'m\\x02\\x1b'`],
  ['a name', `ip link add ${SHORT} type veth peer name $'p\\x02\\xff'`],
  ['a label', `ip addr add 10.9.9.9/32 dev ${SHORT} label ${SHORT}:`],
];

/** By programs it hides the address of the workload, since `ip` shows no link of so many bytes. */
export const MANY_ALTNAMES = `for i in {1..650}; do echo "link property add dev $end altname $(printf '%0100d' $i)"; done | ip -force -batch - || true`;

/** The words that run an act in a namespace. */
export function actIn(namespace: string, act: string): [string, ...string[]] {
  const script = `end=$(ls /sys/class/net | grep -v -e lo -e '^[np]' | head -n 1); ${act}`;
  return ['ip', 'netns', 'exec', namespace, 'bash', '-ec', script];
}
