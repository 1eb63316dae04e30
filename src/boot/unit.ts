/**
 * The systemd units that rebuild the VPCs at boot and keep them as they should be: their texts, as
 * `vpcctl boot enable` writes them. Pure.
 */
import { hardening, readerHardening } from './hardening.js';
import { quote, quoteArgument, unquote } from './quoting.js';

/** A unit of vpcctl. */
export interface Unit {
  readonly name: string;
  readonly file: string;
  readonly text: (options: UnitOptions) => string;
}

/** The place of units that the host's administrator installs. */
const DIRECTORY = '/etc/systemd/system';

/** Rebuilds the VPCs at boot. */
export const REPLAY_UNIT = unit('vpcctl.service', replayText);
/** Repairs the VPCs while the host runs. */
export const WATCH_UNIT = unit('vpcctl-watch.service', watchText);
/** Writes the flow logs. */
export const FLOW_LOGS_UNIT = unit('vpcctl-flow-logs.service', flowLogsText);

function unit(name: string, text: Unit['text']): Unit {
  return { name, file: `${DIRECTORY}/${name}`, text };
}

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

/** The two lines that each unit of ours begins with. */
function head(name: string): string {
  return `${MARK}
# Changes to this file are lost. Put yours in a file beside it: systemctl edit ${name}`;
}

/** The lines that each of our units has about its programs and its state. */
function programs({ node, vpcctl, state, stateIsChosen }: UnitOptions, command: string) {
  return {
    mounts: `RequiresMountsFor=${[state, vpcctl, node].map(quote).join(' ')}`,
    environment: stateIsChosen ? `\nEnvironment=${quote(`VPCCTL_HOME=${state}`)}` : '',
    start: `ExecStart=${quote(node)} ${quoteArgument(vpcctl)} ${command}`,
  };
}

/** The text of {@link REPLAY_UNIT}. The sections say why each line is there. */
function replayText(options: UnitOptions): string {
  const { mounts, environment, start } = programs(options, 'replay');
  return `${head('vpcctl.service')}

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
${mounts}

[Service]
Type=oneshot
# Stopping the service removes nothing: VPCs stay until they are deleted.
RemainAfterExit=yes
# Stopping it does not end the daemons of plugins either, which belong to the VPCs.
KillMode=process${environment}
${start}
SyslogIdentifier=vpcctl
# network-online.target does not wait for ever.
TimeoutStartSec=5min
UMask=0077

${hardening()}
[Install]
WantedBy=multi-user.target
`;
}

/** The text of {@link WATCH_UNIT}. */
function watchText(options: UnitOptions): string {
  const { mounts, environment, start } = programs(options, 'repair --watch');
  return `${head('vpcctl-watch.service')}

[Unit]
Description=Repairs of the Virtual Private Clouds of vpcctl
# The VPCs are built first, at boot.
After=${REPLAY_UNIT.name} network-pre.target network.target
# State, vpcctl or node may be on file systems of their own.
${mounts}

[Service]
Type=exec
# It ends by itself where vpcctl or its plugins were replaced: then it starts with the new ones.
Restart=on-failure
RestartSec=5
# Stopping it does not end the daemons of plugins, which belong to the VPCs.
KillMode=process${environment}
${start}
SyslogIdentifier=vpcctl-watch
UMask=0077

# Of the watcher alone: with CAP_NET_BROADCAST it hears of changes inside workloads' namespaces.
${hardening(['CAP_NET_BROADCAST'])}
[Install]
WantedBy=multi-user.target
`;
}

/** The text of {@link FLOW_LOGS_UNIT}. */
function flowLogsText(options: UnitOptions): string {
  const { mounts, environment, start } = programs(options, 'flow-logs run');
  return `${head('vpcctl-flow-logs.service')}

[Unit]
Description=Flow logs of the Virtual Private Clouds of vpcctl
# The VPCs are built first, at boot.
After=${REPLAY_UNIT.name} network-pre.target network.target
# State, vpcctl or node may be on file systems of their own.
${mounts}

[Service]
Type=exec
# It ends by itself where vpcctl or its plugins were replaced: then it starts with the new ones.
Restart=on-failure
RestartSec=5${environment}
${start}
SyslogIdentifier=vpcctl-flow-logs
UMask=0077
# A flood of connections must not take the processor from what serves them.
CPUWeight=50

${readerHardening()}
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
