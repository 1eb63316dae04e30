import type { FirewallException, LastingException } from '../resource/foreign-firewall.js';
import type { Json } from '../resource/resource.js';
import type { PacketPolicyResource } from '../resource/resources.js';

interface OnHost {
  readonly namespace: null;
}

interface SysctlSet extends OnHost {
  /** Below `/proc/sys`, with slashes: `net/ipv4/ip_forward`. */
  readonly key: string;
  readonly value: string;
  /** The link that the setting belongs to; null for a setting of the host. */
  readonly link: string | null;
}

interface NftTransaction extends OnHost {
  /** In the JSON of libnftables-json(5): `{ "add": { "rule": … } }`. */
  readonly objects: readonly Json[];
}

interface ProgramRun extends OnHost {
  readonly program: string;
  readonly arguments: readonly string[];
  /** What it reads on standard input; null: nothing. */
  readonly input: string | null;
}

interface FirewallExceptionChange extends OnHost {
  /** The VPC's bridge, and the chain of the foreign firewall. */
  readonly exception: FirewallException['attributes'];
}

interface LastingExceptionChange extends OnHost {
  readonly lasting: LastingException['attributes'];
}

interface ConntrackFlush extends OnHost {
  /** The segments (conntrack marks) of the VPCs whose connections are checked. */
  readonly vpcs: readonly number[];
  /** Those of them that are deleted: no connection of theirs is allowed. */
  readonly deleted: readonly number[];
  /** Removed resources of the packet policy. Connections by them end, whatever replaced them. */
  readonly gone: readonly PacketPolicyResource[];
  /**
   * New or changed resources that send connections elsewhere (DNAT). Older connections that they
   * would send elsewhere end, of whatever VPC or of none, so that their clients get there.
   */
  readonly opened: readonly PacketPolicyResource[];
  /** The whole packet policy that is in force. It is lowered when a connection asks for it. */
  readonly policy: readonly PacketPolicyResource[];
}

interface DaemonStop extends OnHost {
  readonly name: string;
  readonly program: string;
}

interface DaemonStart extends DaemonStop {
  readonly arguments: readonly string[];
}

/** Operations that a line of `ip`, `bridge` or `tc` can't carry out, by their kind. */
export interface ProgramFields {
  /** Writes a value under `/proc/sys`; no program is started for it. */
  'sysctl.set': SysctlSet;
  /** Objects for `nft -j -f`. All objects of a phase are one transaction, in order. */
  'nft.transaction': NftTransaction;
  /** Runs any other program. */
  'program.run': ProgramRun;
  /**
   * Adds a VPC's exception to a chain of a foreign firewall. The rules and their places are chosen
   * when the operation runs, from the chain's content: its owner may change it at any time.
   */
  'firewall-exception.open': FirewallExceptionChange;
  /** Removes the exception again. */
  'firewall-exception.close': FirewallExceptionChange;
  /**
   * Writes the exceptions of all VPCs into the configuration of a firewall program, in place of
   * those that are there. All else in its files stays as it is.
   */
  'lasting-exception.write': LastingExceptionChange;
  /** Takes them out again. */
  'lasting-exception.remove': LastingExceptionChange;
  /**
   * Ends the connections that the packet policy in force does not allow, or that used a removed
   * resource. A packet filter judges new connections only, so without a flush an established
   * connection would outlive its rule. The connections are looked up when the operation runs.
   */
  'conntrack.flush': ConntrackFlush;
  /**
   * Starts a program that keeps running after vpcctl ends, in place of the daemon of that name.
   *
   * A daemon has to put itself into the background once it serves (daemon(7)), and to write its
   * process number to `daemonFile(name)`, which has to be among its `arguments`. `runningDaemon`
   * recognises it by both, so that no other process is ever ended. It runs on the host, as root and
   * in the host's namespaces, without any open file of vpcctl's. Files that vpcctl's own caller
   * left open it has to close itself, as daemons do.
   */
  'daemon.start': DaemonStart;
  'daemon.stop': DaemonStop;
}
