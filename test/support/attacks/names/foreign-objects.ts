import type { Lab } from '../../lab/harness.js';

interface Foreign {
  readonly what: string;
  /** Puts an administrator's object in the place of ours; `$v` is the VPC. */
  readonly put: string;
  /** Prints the object; nothing else may change what it prints. */
  readonly show: string;
}

const veth = '$v-web';
const OBJECTS: readonly Foreign[] = [
  {
    what: 'bridge',
    put: 'ip link del br-$v; ip link add br-$v type bridge; ip link set br-$v alias mine up',
    show: 'ip link show br-$v; ip -br link show master br-$v',
  },
  {
    what: 'veth pair',
    put: `ip link del veth-${veth}; ip link add veth-${veth} type veth peer name their-$v
      ip link set veth-${veth} alias mine up; ip link set their-$v up`,
    show: `ip link show veth-${veth}`,
  },
  {
    what: 'namespace',
    put: `ip netns del ${veth}; ip netns add ${veth}; ip -n ${veth} link set lo up`,
    show: `stat -c %i /run/netns/${veth}; ip -n ${veth} -br addr`,
  },
];

/** Each ends the workload, or builds it again. */
const COMMANDS = ['delete-vpc $v', 'delete-subnet $v web', 'undo 2', 'replay'];

/**
 * An administrator's bridge, veth pair or namespace has the name of ours, when commands would delete
 * ours or build it.
 * @returns what became of the objects that are not as they were
 */
export async function foreignObjects(lab: Lab): Promise<string[]> {
  const harm: string[] = [];
  let number = 0;
  for (const { what, put, show } of OBJECTS) {
    for (const command of COMMANDS) {
      number += 1;
      const script = `v=f${number}; exec 2>&1; set -e
        vpcctl create-vpc $v 10.${number}.0.0/16 >/dev/null
        vpcctl add-subnet $v web 10.${number}.1.0/24 >/dev/null
        ${put}
        sleep 0.1
        before=$(${show}) || exit 3
        vpcctl ${command} >/dev/null 2>&1 || [ "${command}" = replay ]
        after=$(${show}) || after=gone
        [ "$before" = "$after" ] || echo "$before" became "$after"
        ip link del br-$v || true; ip link del veth-$v-web || true; ip netns del $v-web || true
        vpcctl replay >/dev/null`;
      const { exitCode, stdout } = await lab.shell(script);
      const became = stdout.split('\n').filter((line) => !line.startsWith('Cannot'));
      if (exitCode !== 0) throw new Error(`${what}, ${command}: ${stdout}`);
      if (stdout.includes(' became ')) harm.push(`${command}: the ${what}: ${became.join(' ')}`);
    }
  }
  return harm;
}
