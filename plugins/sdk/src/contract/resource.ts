/** A JSON value; everything in the journal, the state and the resources is made of these. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** The attributes of a resource: a plain JSON object. */
export type Attributes = { readonly [key: string]: Json };

/**
 * One thing that should exist on the host, as data. A feature's `lower` makes them; the driver that serves
 * `kind` makes them exist. Two resources are the same thing when their ids are equal, and equal when their
 * attributes are.
 */
export interface Resource<Kind extends string = string, A extends Attributes = Attributes> {
  readonly kind: Kind;
  /** `<kind>:<name>`, unique on a host. */
  readonly id: string;
  /** How it is. What differs here is changed on the host. */
  readonly attributes: A;
  /** Ids of resources that must stand before this one, and go after it. */
  readonly dependsOn?: readonly string[];
  /** What it is for, in a few words: `the router of vpc1`. Shown, never compared. */
  readonly why: string;
}

/** A step from what is to what should be: the closed set of actions, shown as `+ ~ -`. */
export type Change =
  | { readonly action: 'create'; readonly after: Resource }
  | { readonly action: 'update'; readonly before: Resource; readonly after: Resource }
  | { readonly action: 'delete'; readonly before: Resource };

/** The resource a change is about: as it will be, or as it was when it goes. */
export function changedResource(change: Change): Resource {
  return change.action === 'delete' ? change.before : change.after;
}
