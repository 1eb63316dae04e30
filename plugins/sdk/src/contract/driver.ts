import type { ProcessIdentity } from './process.js';
import type { Change, Json, Resource } from './resource.js';
import type { FirewallException, PacketPolicyResource } from './resources.js';

/**
 * When a host command runs. A command's changes run in this order, and what is in one phase may share a program:
 * - `cut`: what goes is taken off the network first;
 * - `policy`: the packet policy changes while neither the old nor the new link is up;
 * - `build`: what comes, in the host's own namespace;
 * - `raise`: ports of routers go up, when all that guards them stands;
 * - `settle`: what needs those links to stand: inside namespaces (side by side), and sysctls;
 * - `retire`: what another driver has taken the place of goes, when that other one's work stands.
 */
export const PHASES = ['detach', 'filter', 'create', 'up', 'configure', 'cleanup'] as const;
/** One of {@link PHASES}. */
export type Phase = (typeof PHASES)[number];

interface Step {
  readonly phase: Phase;
  /** Why it is run, for `--explain`: `the router of vpc1`. */
  readonly why: string;
}

/** One line for `ip -batch`, `bridge -batch` or `tc -batch`; lines of a phase and namespace share one process, in order. */
export interface BatchLine extends Step {
  readonly type: 'batch';
  readonly program: 'ip' | 'bridge' | 'tc';
  /** The named namespace it runs in; null is the host's own. */
  readonly namespace: string | null;
  /** Words without white space or quotes. */
  readonly words: readonly string[];
}

/** Objects for `nft -j -f`; all of a phase are one transaction, in order. */
export interface NftObjects extends Step {
  readonly type: 'nft';
  /** As libnftables has them: `{ "add": { "rule": … } }`. */
  readonly objects: readonly Json[];
}

/** A value written under `/proc/sys`; no program is started for it. */
export interface SysctlWrite extends Step {
  readonly type: 'sysctl';
  readonly key: string;
  readonly value: string;
}

/** Any other program, with its arguments and what it reads on standard input. */
export interface ProgramRun extends Step {
  readonly type: 'program';
  readonly program: string;
  readonly arguments: readonly string[];
  /** What it reads on standard input; null: nothing. */
  readonly input: string | null;
  /** The process that its arguments speak of: it is not run where that has ended, whoever has its number now. */
  readonly process?: ProcessIdentity;
}

/**
 * A VPC's passage through a chain of another program's filter is opened, or closed. Which rules that takes, and at which
 * place, depends on what stands in that chain when it is done: its owner may change it at any time.
 */
export interface ForeignFirewallChange extends Step {
  readonly type: 'foreign-firewall';
  readonly action: 'open' | 'close';
  /** The VPC's bridge, and the chain of the other program's. */
  readonly exception: FirewallException['attributes'];
}

/**
 * Connections end that the packet policy in force does not open, or that used what has gone. A filter asks about new
 * connections only, so one that stands would outlive its rule. Which ones there are is seen when it is done.
 */
export interface ConntrackFlush extends Step {
  readonly type: 'conntrack-flush';
  /** The numbers (conntrack marks) of the VPCs whose connections are looked at. */
  readonly vpcs: readonly number[];
  /** What has gone of the packet policy: a connection by it ends, whatever has taken its place. */
  readonly gone: readonly PacketPolicyResource[];
  /** The whole packet policy that is in force. */
  readonly policy: readonly PacketPolicyResource[];
}

/**
 * A program that stays when vpcctl ends is started, in the place of the one with its name; or ended. It has to put itself
 * into the background when it serves (daemon(7)), and to write its process number to `daemonFile(name)`, which is in its
 * `arguments`. By both it is known again (`runningDaemon`): nobody else's process is ever ended. It runs on the host, as
 * root and in the host's namespaces, with no file of vpcctl's open; what vpcctl's own caller left open it has to close, as
 * daemons do. To end it takes no more than its name and program.
 */
export interface DaemonChange extends Step {
  readonly type: 'daemon';
  readonly action: 'start' | 'stop';
  readonly name: string;
  readonly program: string;
  readonly arguments: readonly string[];
}

/** What is done to the host, as data. */
export type HostCommand =
  | BatchLine
  | NftObjects
  | SysctlWrite
  | ProgramRun
  | ForeignFirewallChange
  | ConntrackFlush
  | DaemonChange;

/** Where a driver looks at the host. It never changes it. */
export interface HostReader {
  /**
   * Runs a program and gives its standard output.
   * @throws VpcctlError `HOST_PROGRAM_MISSING`, or `HOST_STEP_FAILED` with the program's own message
   */
  run(program: string, args: readonly string[], input?: string): Promise<string>;
  /** The text of a file, or null where there is none. */
  readFile(path: string): string | null;
}

/** *How it comes to exist.* Serves resource kinds: compiles changes to host commands, observes what is there. */
export interface Driver {
  /** Unique among all drivers: `nftables`. Users choose a backend by it. */
  readonly name: string;
  /** The resource kinds it serves. One driver a kind is in use at a time. */
  readonly kinds: readonly string[];
  /** The programs it runs, each with the Debian package that has it. */
  readonly programs: Readonly<Record<string, string>>;
  /** What whoever chooses it must know, as a line of its own: that it leaves something of its kinds undone. */
  readonly warning?: string;
  /**
   * Why it can't serve this host, as the end of a sentence (`nft is not installed`); null where it can. Asked where
   * one of several drivers has to be chosen; a driver without it can serve any host that has its programs.
   */
  unsupportedReason?(host: HostReader): Promise<string | null>;
  /**
   * Host commands that make `changes` real. Pure. The changes are of this driver's kinds only and come in
   * order: deletions first (dependents before what they stand on), then creations and updates. What an updated
   * resource stood on may thus have gone before it is updated.
   */
  compile(changes: readonly Change[]): HostCommand[];
  /**
   * What is there of `candidates`: each one that exists, with the attributes the host really has (unequal
   * attributes where something about it is off). Never returns what is not a candidate.
   */
  observe(host: HostReader, candidates: readonly Resource[]): Promise<Resource[]>;
  /**
   * Links of the host that `desired` speaks of and that nobody can build, since they lead into a namespace that is not
   * ours and has gone. Where the host is made to match a state, whatever driver's lines about them are left out.
   */
  unreachableLinks?(desired: readonly Resource[]): readonly string[];
  /**
   * Which of `resources` (of all kinds) are to be left alone, since the host has somebody else's thing by that name, or
   * since they stand on such a thing. Asked of what a change takes away, changes or builds on.
   */
  notOurs?(host: HostReader, resources: readonly Resource[]): Promise<readonly Resource[]>;
}
