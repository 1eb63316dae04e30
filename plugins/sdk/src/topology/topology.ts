import type { ZodObject, ZodType } from 'zod';
import type { Json, JsonObject, State } from '../resource/resource.js';

/**
 * The names that lead to an object of a topology: `[]` is the file itself, `['shop']` a VPC,
 * `['shop', 'web']` a subnet, `['shop', 'web', 'web1']` an instance.
 */
export type TopologyPlace = readonly string[];

/** What keys are about. A place has as many names as its level's position in this list. */
export const TOPOLOGY_LEVELS = ['file', 'vpc', 'subnet', 'instance'] as const;
/** One of {@link TOPOLOGY_LEVELS}. */
export type TopologyLevel = (typeof TOPOLOGY_LEVELS)[number];

/** A request to an intent, as a command would make it. */
export interface IntentRequest {
  /** The type of the intent: `subnet.add`. */
  readonly type: string;
  /** What is asked of it; its schema checks it. */
  readonly input: unknown;
}

/**
 * A setting of an object in a topology file: `forward` of a subnet. It belongs to the feature that
 * declares it. A file that leaves it out says nothing about it. Pure.
 */
export interface TopologyKey<Value = unknown> {
  /** What it is a setting of. */
  readonly level: TopologyLevel;
  /** The word in the file. No other key or list of that level has it. */
  readonly name: string;
  /** Checks the value, and describes it in the JSON schema of the file. */
  readonly schema: ZodType<Value>;
  /**
   * The key that was probably meant by an unknown one within the value, or null. Without this method
   * only keys that are spelled almost so are suggested.
   * @param path the keys and indexes that lead from the value to the object with the key
   */
  meantKey?(path: readonly (string | number)[], key: string): string | null;
  /** The value at `place`, as `export` writes it; undefined where there is none. */
  read(state: State, place: TopologyPlace): Json | undefined;
  /**
   * The requests that give the object at `place` this value, decided one after the other; none where
   * it has the value already. The object exists in `state`.
   * @param value null: the setting is to be as if no file had ever named it
   */
  requests(state: State, place: TopologyPlace, value: Value | null): readonly IntentRequest[];
  /** What `requests` comes to, as the end of a sentence: `policy gets 1 rule`. */
  describe(state: State, place: TopologyPlace, value: Value | null): string;
}

/**
 * A list of objects in a topology file: the subnets of a VPC. It belongs to the feature that declares
 * it. Pure.
 */
export interface TopologyObjects<Value = unknown> {
  /** The object that holds the list. */
  readonly parent: TopologyLevel;
  /** What its members are; null: they have no names, and no keys of other features. */
  readonly level: TopologyLevel | null;
  /** The word in the file: `subnets`. */
  readonly name: string;
  /** What one of them is called: `subnet`. */
  readonly noun: string;
  /** Checks the fields of one object; without the keys and lists that other features add to it. */
  readonly fields: ZodObject;
  /**
   * The names that tell a member without a level from all others, in any order of its fields:
   * `['office', 'shop']` for a peering. With a level a member's names are those that lead to it.
   */
  identify?(value: Value): readonly string[];
  /** The places of the members at `parent` in `state`, in order. */
  list(state: State, parent: TopologyPlace): readonly TopologyPlace[];
  /** The fields of the object at `place`, which exists, as `export` writes them. */
  read(state: State, place: TopologyPlace): JsonObject;
  /**
   * Why `export` leaves the object at `place` out: `an attached namespace`; null where it does not.
   * Without this method it leaves none out.
   */
  leftOut?(state: State, place: TopologyPlace): string | null;
  /** Whether it is made after its neighbours, since it takes what they leave. */
  isLast?(value: Value): boolean;
  /** The requests that make the object. */
  create(state: State, place: TopologyPlace, value: Value): readonly IntentRequest[];
  /** The requests that delete the object, with all in it. */
  remove(state: State, place: TopologyPlace): readonly IntentRequest[];
  /**
   * Why the object at `place` has to be replaced to have these fields: a phrase for each, such as
   * `cidr 10.0.1.0/24 becomes 10.0.2.0/24`. None: it has them.
   */
  differences(state: State, place: TopologyPlace, value: Value): readonly string[];
}

/** What the applies of one topology have made, and still exists. */
export type OwnedByTopology = {
  /** `vpcs shop`, `subnets shop/web`, `peerings office/shop`. */
  objects: string[];
  /** The settings that it made, such as `shop/web#firewall`, each with a hash of its value. */
  keys: { [key: string]: string };
};

/** What an apply has done, for the history. */
export type TopologyApplied = {
  /** `destroy` deletes what the file names. */
  action: 'apply' | 'destroy';
  /** The topology's name, or the files that it came from. */
  label: string;
  /** How many objects and settings. */
  created: number;
  changed: number;
  replaced: number;
  deleted: number;
  /** The VPCs that it is about. */
  vpcs: string[];
};

/** How applies are recorded. One feature of all plugins has this: the core's `topology`. Pure. */
export interface TopologyRecord {
  /** What the topology called `name` owns. */
  ownedBy(state: State, name: string): OwnedByTopology;
  /** The request whose event names the change in the history. */
  applied(applied: TopologyApplied): IntentRequest;
  /** The request that records what a topology owns from now on. */
  own(name: string, owned: OwnedByTopology): IntentRequest;
}

/** What a feature adds to topology files. */
export interface FeatureTopology {
  /** Its lists of objects. */
  readonly objects?: readonly TopologyObjects[];
  /** Its settings of objects, its own and those of other features. */
  readonly keys?: readonly TopologyKey[];
  /** How applies are recorded. */
  readonly record?: TopologyRecord;
}

/** Declares a key. It returns its argument, whose value has the type of the schema. */
export function topologyKey<Value>(key: TopologyKey<Value>): TopologyKey {
  // The engine hands over only values that the key's own schema has checked.
  return key as unknown as TopologyKey;
}

/** Declares a list of objects, as {@link topologyKey} does a key. */
export function topologyObjects<Value>(objects: TopologyObjects<Value>): TopologyObjects {
  return objects as unknown as TopologyObjects;
}
