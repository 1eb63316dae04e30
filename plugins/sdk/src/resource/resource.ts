/** A JSON value. The journal, the state and the resources consist of these alone. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** The whole state, a fold of the journal: one slice for each feature, by the feature's name. */
export type State = { readonly [feature: string]: Json };

/** The attributes of a resource. */
export type Attributes = JsonObject;

/**
 * One thing that should exist on the host, as data. A feature's `lower` returns resources; the
 * driver that serves their `kind` makes them exist. Two resources with the same id are the same
 * thing; they are equal when their attributes are.
 */
export interface Resource<Kind extends string = string, A extends Attributes = Attributes> {
  readonly kind: Kind;
  /** `<kind>:<name>`, unique on a host. */
  readonly id: string;
  /** Its properties. Where they differ from the host's, the host is changed. */
  readonly attributes: A;
  /** Ids of resources that have to be created before this one and deleted after it. */
  readonly dependsOn?: readonly string[];
  /** Its purpose in a few words: `the router of vpc1`. Printed, never compared. */
  readonly why: string;
}

/** One step from the current to the desired resources; its action is printed as `+`, `~` or `-`. */
export type Change =
  | { readonly action: 'create'; readonly after: Resource }
  | { readonly action: 'update'; readonly before: Resource; readonly after: Resource }
  | { readonly action: 'delete'; readonly before: Resource };

/** The resource that a change is about: as it will be, or as it was before its deletion. */
export function changedResource(change: Change): Resource {
  return change.action === 'delete' ? change.before : change.after;
}

/**
 * A process with its network namespace. The start time and the boot tell it from a later process
 * that has the same number.
 */
export type ProcessIdentity = {
  pid: number;
  /** When it started, in clock ticks since boot (proc_pid_stat(5)). */
  started: string;
  /** The boot that this was in: `/proc/sys/kernel/random/boot_id`. */
  boot: string;
  /** The inode of its network namespace. */
  inode: number;
};
