import { type HostReader, isVpcctlError } from '@vpcctl/sdk';

/** The first Linux with locked bridge ports. */
const LOCKED_PORTS = [5, 18] as const;

/** One rule for each extension that the driver uses. */
const TABLES = `*raw
-A PREROUTING -m mac --mac-source 02:00:00:00:00:01 -m comment --comment vpcctl -j CT --zone-orig 1
COMMIT
*mangle
-A PREROUTING -m conntrack --ctstate NEW -j CONNMARK --set-xmark 0x1/0xffffffff
COMMIT
*nat
-A POSTROUTING -m connmark --mark 0x1 -j MASQUERADE
COMMIT
*filter
-A OUTPUT -p tcp -m multiport --dports 1,2 -m mark --mark 0x1 -j MARK --set-xmark 0x1/0xffffffff
-A FORWARD -m connlimit --connlimit-above 1 --connlimit-mask 0 --connlimit-saddr -j DROP
COMMIT
`;

const PORTS = `link add name br type bridge
link add name one master br type veth peer name other
link set dev one type bridge_slave locked on learning off
`;

const ARP = ['-A', 'INPUT', '-i', 'one', '-j', 'MARK', '--set-mark', '1'];

/**
 * The trials. Each runs in a network namespace of its own, since it loads tables and makes links.
 */
const TRIALS: readonly (readonly [program: string, args: readonly string[], input?: string])[] = [
  ['iptables-legacy-restore', ['--noflush'], TABLES],
  ['arptables-legacy', ARP],
  ['ip', ['-batch', '-'], PORTS],
];

/** Why iptables-legacy can't serve the host, as the end of a sentence; null where it can. */
export async function unsupportedReason(host: HostReader): Promise<string | null> {
  const release = host.readFile('/proc/sys/kernel/osrelease')?.trim() ?? '';
  if (isBefore(release, LOCKED_PORTS)) {
    return `Linux ${release} has no locked bridge ports, which need ${LOCKED_PORTS.join('.')} or later`;
  }
  for (const [program, args, input] of TRIALS) {
    try {
      await host.run('unshare', ['--net', program, ...args], input);
    } catch (error) {
      if (isVpcctlError(error)) return error.message;
      throw error;
    }
  }
  return null;
}

function isBefore(release: string, [major, minor]: readonly [number, number]): boolean {
  const [, one = '', other = ''] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  return Number(one) < major || (Number(one) === major && Number(other) < minor);
}
