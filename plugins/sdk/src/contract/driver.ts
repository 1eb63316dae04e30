import type { Change, Json, ProcessIdentity, Resource } from './resource.js';
import type { FirewallException, PacketPolicyResource } from './resources.js';

/**
 * When a host command runs. The commands of a change run in this order; commands of one phase may
 * share a program:
 * - `detach`: takes links that will be deleted off the network;
 * - `filter`: changes the packet policy while neither the old nor the new links are up;
 * - `create`: makes links, addresses and routes in the host's own namespace;
 * - `up`: sets the routers' ports up, now that their filters are in place;
 * - `configure`: does what needs those links: work in namespaces (in parallel), and sysctls;
 * - `cleanup`: removes the objects of a driver that another driver has replaced.
 */
export const PHASES = ['detach', 'filter', 'create', 'up', 'configure', 'cleanup'] as const;
/** One of {@link PHASES}. */
export type Phase = (typeof PHASES)[number];

interface Step {
  /** When it runs. */
  readonly phase: Phase;
  /** Why it runs, for `--explain`: `the router of vpc1`, `answer ARP without delay`. */
  readonly why: string;
}

/**
 * One line for `ip -batch`, `bridge -batch` or `tc -batch`. Lines of one phase and namespace share
 * a process and keep their order.
 */
export interface BatchLine extends Step {
  readonly type: 'batch';
  readonly program: 'ip' | 'bridge' | 'tc';
  /** The named namespace it runs in; null is the host's own. */
  readonly namespace: string | null;
  /** Words without white space or quotes. */
  readonly words: readonly string[];
}

/** Objects for `nft -j -f`. All objects of a phase are one transaction, in order. */
export interface NftObjects extends Step {
  readonly type: 'nft';
  /** In the JSON of libnftables-json(5): `{ "add": { "rule": … } }`. */
  readonly objects: readonly Json[];
}

/** A value to write under `/proc/sys`; no program is started for it. */
export interface SysctlWrite extends Step {
  readonly type: 'sysctl';
  /** With slashes: `net/ipv4/ip_forward`. */
  readonly key: string;
  readonly value: string;
}

/** A run of any other program, with its arguments and its standard input. */
export interface ProgramRun extends Step {
  readonly type: 'program';
  readonly program: string;
  readonly arguments: readonly string[];
  /** What it reads on standard input; null: nothing. */
  readonly input: string | null;
  /**
   * The process that the arguments name by its number. The program does not run once that process
   * has ended, even if another process has its number.
   */
  readonly process?: ProcessIdentity;
}

/**
 * Adds or removes a VPC's exception in a chain of a foreign firewall. The rules and their places
 * are chosen when the command runs, from the chain's content: its owner may change it at any time.
 */
export interface ForeignFirewallChange extends Step {
  readonly type: 'foreign-firewall';
  readonly action: 'open' | 'close';
  /** The VPC's bridge, and the chain of the foreign firewall. */
  readonly exception: FirewallException['attributes'];
}

/**
 * Ends the connections that the packet policy in force does not allow, or that used a removed
 * resource. A packet filter judges new connections only, so without a flush an established
 * connection would outlive its rule. The connections are looked up when the command runs.
 */
export interface ConntrackFlush extends Step {
  readonly type: 'conntrack-flush';
  /** The segments (conntrack marks) of the VPCs whose connections are checked. */
  readonly vpcs: readonly number[];
  /** Removed resources of the packet policy. Connections by them end, whatever replaced them. */
  readonly gone: readonly PacketPolicyResource[];
  /** The whole packet policy that is in force. */
  readonly policy: readonly PacketPolicyResource[];
}

/**
 * Starts a program that keeps running after vpcctl ends, in place of the daemon of that name; or
 * stops it. To stop a daemon takes only its name and program.
 *
 * A daemon has to put itself into the background once it serves (daemon(7)), and to write its
 * process number to `daemonFile(name)`, which has to be among its `arguments`. `runningDaemon`
 * recognises it by both, so that no other process is ever ended. It runs on the host, as root and
 * in the host's namespaces, without any open file of vpcctl's. Files that vpcctl's own caller left
 * open it has to close itself, as daemons do.
 */
export interface DaemonChange extends Step {
  readonly type: 'daemon';
  readonly action: 'start' | 'stop';
  readonly name: string;
  readonly program: string;
  readonly arguments: readonly string[];
}

/** One thing to be done to the host, as data. */
export type HostCommand =
  | BatchLine
  | NftObjects
  | SysctlWrite
  | ProgramRun
  | ForeignFirewallChange
  | ConntrackFlush
  | DaemonChange;

/** How a driver looks at the host. A driver only reads through it. */
export interface HostReader {
  /**
   * Runs a program and gives its standard output.
   * @throws VpcctlError `HOST_PROGRAM_MISSING`, or `HOST_STEP_FAILED` with the program's own
   *   message
   */
  run(program: string, args: readonly string[], input?: string): Promise<string>;
  /** The text of a file, or null where there is none. */
  readFile(path: string): string | null;
}

/**
 * A driver says *how resources come to exist*. It serves resource kinds: it compiles changes to
 * host commands, and observes what the host has.
 */
export interface Driver {
  /** Unique among all drivers: `nftables`. Users choose a backend by it. */
  readonly name: string;
  /** The resource kinds it serves. Each kind has one driver in use at a time. */
  readonly kinds: readonly string[];
  /** The programs it runs, each with the Debian package that contains it. */
  readonly programs: Readonly<Record<string, string>>;
  /**
   * A warning for those who choose it, as a line: which effect of its kinds it does not provide.
   */
  readonly warning?: string;
  /**
   * Why the driver can't serve this host, as the end of a sentence (`nft is not installed`); null
   * where it can. The engine asks when it has to choose one of several drivers. A driver without
   * this method serves any host that has its programs.
   */
  unsupportedReason?(host: HostReader): Promise<string | null>;
  /**
   * The host commands that make `changes` real. Pure. The changes are of this driver's kinds and
   * come in order: deletions first (dependents before their dependencies), then creations and
   * updates. So a dependency of an updated resource may be deleted before the update.
   */
  compile(changes: readonly Change[]): HostCommand[];
  /**
   * Those of `candidates` that exist on the host, with the attributes the host really has (unequal
   * attributes where something about a resource is wrong). Returns nothing but candidates.
   */
  observe(host: HostReader, candidates: readonly Resource[]): Promise<Resource[]>;
  /**
   * The links on the host that `desired` names and no driver can build, since they lead into an
   * attached namespace that no longer exists. When the host is reconciled, the engine leaves out
   * the lines of every driver about these links.
   */
  unreachableLinks?(desired: readonly Resource[]): readonly string[];
  /**
   * Those of `resources` (of all kinds) that have to be left alone: the host has something by that
   * name which is not vpcctl's, or the resource depends on such a thing. The engine asks about
   * everything that a change deletes, updates or builds on.
   */
  notOurs?(host: HostReader, resources: readonly Resource[]): Promise<readonly Resource[]>;
}
