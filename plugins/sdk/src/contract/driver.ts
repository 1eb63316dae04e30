import type { Operation } from '../operation/operation.js';
import type { Change, Resource } from '../resource/resource.js';
import type { DriverHooks } from './driver-hooks.js';
import type { DeniedCount, RuleCount } from './observe/counters.js';
import type { HostReader } from './observe/host-reader.js';
import type { PacketTracing } from './observe/tracing.js';

/**
 * A driver says *how resources come to exist*. It serves resource kinds: it compiles changes to
 * operations, and observes what the host has. Most drivers need none of the {@link DriverHooks}.
 */
export interface Driver extends DriverHooks {
  /** Unique among all drivers: `nftables`. Users choose a backend by it. */
  readonly name: string;
  /** The resource kinds it serves. Each kind has one driver in use at a time. */
  readonly kinds: readonly string[];
  /** The programs it needs on any host, each with the Debian package that contains it. */
  readonly programs: Readonly<Record<string, string>>;
  /**
   * The programs it needs beside them where vpcctl does not speak netlink: `ip`, `bridge` and `tc`,
   * which then carry out its operations and read the host.
   */
  readonly programsWithoutNetlink?: Readonly<Record<string, string>>;
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
   * The operations that make `changes` real. Pure. The changes are of this driver's kinds and
   * come in order: deletions first (dependents before their dependencies), then creations and
   * updates. So a dependency of an updated resource may be deleted before the update.
   */
  compile(changes: readonly Change[]): Operation[];
  /**
   * Those of `candidates` that exist on the host, with the attributes the host really has (unequal
   * attributes where something about a resource is wrong). Returns nothing but candidates.
   */
  observe(host: HostReader, candidates: readonly Resource[]): Promise<Resource[]>;
  /**
   * Reads what the rules of the security groups among `resources` have counted. Without this method
   * the driver counts nothing for rules.
   */
  readCounters?(host: HostReader, resources: readonly Resource[]): Promise<readonly RuleCount[]>;
  /**
   * Reads what was denied: in all VPCs, for each cause that the driver counts, and by the rules of
   * each security group and VPC boundary among `resources`. Without this method it counts nothing.
   */
  readDenied?(host: HostReader, resources: readonly Resource[]): Promise<readonly DeniedCount[]>;
  /** How one packet is followed through its rules. Without it none can be. */
  readonly tracing?: PacketTracing;
  /**
   * Those of `resources` (of all kinds) that have to be left alone: the host has something by that
   * name which is not vpcctl's, or the resource depends on such a thing. The engine asks about
   * everything that a change deletes, updates or builds on.
   */
  notOurs?(host: HostReader, resources: readonly Resource[]): Promise<readonly Resource[]>;
}
