/**
 * The systemd unit that rebuilds the VPCs at boot: its text, as `vpcctl boot enable` writes it.
 * Pure.
 */

export const UNIT_NAME = 'vpcctl.service';

/** The place of units that the host's administrator installs. */
export const UNIT_FILE = `/etc/systemd/system/${UNIT_NAME}`;

/** The first line, by which `boot` knows a unit as its own. */
const MARK = '# Written by `vpcctl boot enable`; `vpcctl boot disable` removes it.';

export interface UnitOptions {
  /** Absolute path of the node that runs vpcctl: PATH at boot has the system's own node at best. */
  readonly node: string;
  /** Absolute path of bin/vpcctl. */
  readonly vpcctl: string;
  /** The state directory. */
  readonly state: string;
  /** Whether `VPCCTL_HOME` chose the state directory; otherwise it is in root's home. */
  readonly stateIsChosen: boolean;
}

/** The text of the unit. The sections say why each line is there. */
export function unitText({ node, vpcctl, state, stateIsChosen }: UnitOptions): string {
  const environment = stateIsChosen ? `\nEnvironment=${quote(`VPCCTL_HOME=${state}`)}` : '';
  return `${MARK}
# Changes to this file are lost. Put yours in a file beside it: systemctl edit ${UNIT_NAME}

[Unit]
Description=Virtual Private Clouds of vpcctl
# After the firewalls (before network-pre.target), since some empty the whole packet filter when
# they start. And after the interfaces are up and have addresses, since any of them may be an
# uplink, and a route needs its link up. Services named here that are not installed or not enabled
# delay nothing.
After=network-pre.target network.target
After=systemd-networkd-wait-online.service NetworkManager-wait-online.service ifupdown-wait-online.service
# VPCs are a part of the network: programs that use it start after network-online.target. Wants=
# starts that target, and with it the services of the lines above.
Before=network-online.target
Wants=network-online.target
# Kernel modules that iptables-legacy needs: the service itself may load none.
Wants=modprobe@ip_tables.service modprobe@arp_tables.service
After=modprobe@ip_tables.service modprobe@arp_tables.service
# State, vpcctl or node may be on file systems of their own.
RequiresMountsFor=${[state, vpcctl, node].map(quote).join(' ')}

[Service]
Type=oneshot
# Stopping the service removes nothing: VPCs stay until they are deleted.
RemainAfterExit=yes
# Stopping it does not end the daemons of plugins either, which belong to the VPCs.
KillMode=process${environment}
ExecStart=${quote(node)} ${quoteArgument(vpcctl)} replay
SyslogIdentifier=vpcctl
# network-online.target does not wait for ever.
TimeoutStartSec=5min
UMask=0077

# Least privilege, as far as the work allows. Nothing here may give the service mounts of its own
# (as ProtectSystem=, ProtectHome=, PrivateTmp=, ProtectKernelTunables= and others do): a named
# namespace is a mount under /run/netns, and the host would not see it.
# The service needs CAP_NET_ADMIN for links, routes and packet filter; CAP_SYS_ADMIN for namespaces
# and their mounts; CAP_DAC_OVERRIDE for a state directory or a node in a user's home; CAP_NET_RAW
# for the raw IPv4 socket of iptables-legacy; and CAP_SETUID and CAP_SETGID for daemons of plugins,
# which drop root.
CapabilityBoundingSet=CAP_NET_ADMIN CAP_SYS_ADMIN CAP_DAC_OVERRIDE CAP_NET_RAW CAP_SETUID CAP_SETGID
NoNewPrivileges=yes
# Netlink sockets talk to the kernel; only daemons of plugins use the network.
RestrictAddressFamilies=AF_NETLINK AF_UNIX AF_INET AF_INET6
# \`ip -n\` enters a namespace, and mounts its /sys in a mount namespace of its own.
RestrictNamespaces=net mnt
SystemCallFilter=@system-service @mount
SystemCallErrorNumber=EPERM
SystemCallArchitectures=native
DevicePolicy=closed
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
KeyringMode=private
# No MemoryDenyWriteExecute=: Node compiles while it runs.

[Install]
WantedBy=multi-user.target
`;
}

/** Whether a unit is one that `boot enable` wrote, in this version or another. */
export function isOwnUnit(text: string): boolean {
  return text.startsWith(`${MARK}\n`);
}

/**
 * The programs that a unit of ours starts: node and vpcctl. None where the text has no such line.
 */
export function programsOf(text: string): string[] {
  const line = text.split('\n').find((each) => each.startsWith('ExecStart='));
  const words = line?.matchAll(/"((?:[^"\\]|\\.)*)"/g) ?? [];
  const [node, vpcctl] = [...words].map(([, word = '']) => word);
  if (node === undefined || vpcctl === undefined) return [];
  return [unquote(node), unquote(vpcctl).replaceAll('$$', '$')];
}

/**
 * A value of several words in a unit file (systemd.syntax(7), "Quoting"; systemd.unit(5),
 * "Specifiers").
 */
function quote(word: string): string {
  const escaped = [...word.replaceAll('%', '%%')].map((character) => {
    if (character === '\\' || character === '"') return `\\${character}`;
    const isControl = character < ' ' || character === '\u007f';
    return isControl ? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}` : character;
  });
  return `"${escaped.join('')}"`;
}

/**
 * An argument of a program, where a dollar sign starts a variable (systemd.service(5), "Command
 * lines").
 */
function quoteArgument(word: string): string {
  return quote(word.replaceAll('$', '$$$$'));
}

function unquote(word: string): string {
  return word
    .replaceAll(/\\x([0-9a-f]{2})|\\(.)/g, (_, hex: string | undefined, character = '') =>
      hex === undefined ? character : String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replaceAll('%%', '%');
}
