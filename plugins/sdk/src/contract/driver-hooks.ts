import type { HostFacts } from '../facts/facts.js';
import type { Operation } from '../operation/operation.js';
import type { Change, Resource } from '../resource/resource.js';

/** Changes that are planned or made, of the kinds of all drivers. */
export interface AppliedChange {
  /**
   * In order. A resource that is deleted and created again has two changes, or more where a repair
   * tried its deletion before.
   */
  readonly changes: readonly Change[];
  /**
   * The resources that may have existed before, and desired ones: all VPCs and peerings, what
   * changes, and what that depends on. Of a resource that was observed on the host only the id
   * counts, since its attributes may be wrong.
   */
  readonly known: readonly Resource[];
  /** Those of them that are in force afterwards. */
  readonly desired: readonly Resource[];
  /** All that are in force afterwards, where `desired` is a part of them. It takes a while. */
  inForce?(): readonly Resource[];
}

/** A link that no driver can build now: it leads into an attached namespace that has gone. */
export interface UnreachableLink {
  /** Its name in the host's own namespace. */
  readonly link: string;
  /** The workload that it connects, as it was made: `vpc1/web/c1`. */
  readonly label: string;
}

/** A process in a namespace that a change deletes. */
export interface Occupant {
  /** The namespace's name. */
  readonly namespace: string;
  readonly pid: number;
  /** Its command line. */
  readonly command: string;
}

/** A link that lets packets pass as soon as it exists, and what has to be in force before that. */
export interface GuardedLink {
  /** The id of the link. */
  readonly id: string;
  /** Its name in the host's own namespace. */
  readonly link: string;
  /**
   * The ids of the resources that have to be correct before the link is created or updated. Those
   * of the packet policy stay until it is deleted. `packet-filter` is always one of them, and needs
   * not be named.
   */
  readonly guards: readonly string[];
  /** The ids of the settings of its port: they can only be changed together with the link. */
  readonly settings: readonly string[];
  /**
   * Whether the settings of its port can be changed by themselves, given the link as it was
   * observed. A link outside its bridge is no port there, so they have to wait for the link.
   */
  readonly isPort: (observed: Resource) => boolean;
}

/**
 * Methods that a driver has where its kinds need them. The engine knows no kind of resource: it
 * asks all drivers in use, the core's as those of plugins. All are pure but for what they say.
 */
export interface DriverHooks {
  /**
   * The operations that follow the changes of all kinds, besides those that {@link Driver.compile}
   * gives. For example, connections end that the new policy does not allow. They run again after a
   * repair, so they do no harm where nothing has changed.
   */
  afterChange?(change: AppliedChange): Operation[];
  /**
   * The ids of resources in `before` that can't be taken to what `after` says in place. The engine
   * deletes them first, with all that depend on them, and then creates them like new ones.
   */
  replaces?(before: readonly Resource[], after: readonly Resource[]): readonly string[];
  /**
   * The links of `desired` that can't be built. The engine leaves out the operations of every
   * driver on them, and `replay` reports their workloads. It looks at the host.
   */
  unreachable?(desired: readonly Resource[]): readonly UnreachableLink[];
  /**
   * The processes in what `changes` delete. The user is told of them, or has them ended. It looks
   * at the host, and is asked before the change.
   */
  occupants?(changes: readonly Change[]): readonly Occupant[];
  /**
   * The links among `resources`, each with what guards it. When a host is repaired in small parts,
   * the engine creates no link before its guards, and changes a link together with its settings.
   */
  guardedLinks?(resources: readonly Resource[]): readonly GuardedLink[];
  /**
   * `facts` without the objects that `own` stands for on the host, as a hypothetical change sees
   * it: `reach --with` may assume a state that lacks them.
   */
  factsWithout?(facts: HostFacts, own: readonly Resource[]): HostFacts;
}
