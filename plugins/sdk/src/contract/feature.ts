import type { DrawnParts } from '../drawing/drawing.js';
import type { HostFacts, HostNeeds, HostUplink } from '../facts/facts.js';
import type { DeniedReader } from '../resource/denied.js';
import type { FirewallProgram, ForeignChain } from '../resource/foreign-firewall.js';
import type { Json, JsonObject, ProcessIdentity, Resource, State } from '../resource/resource.js';
import type { FeatureTopology } from '../topology/topology.js';
import type { FlowVerdict, FlowView } from './flow-verdict.js';

/** A check that gives an untrusted value its type. Zod schemas have this shape. */
export interface Schema<T> {
  /** The value with its type, or the issues found in it. Does not throw. */
  safeParse(value: unknown):
    | { success: true; data: T }
    | {
        success: false;
        error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] };
      };
}

/** What `decide` may use besides the state and its input. */
export interface DecideContext {
  /** The host as it was read just before. */
  readonly host: HostFacts;
}

/**
 * One thing that a change does, as the journal records it. The entry of a change holds one or more
 * events; {@link event} makes one.
 */
export type ChangeEvent = {
  /** The type of the intent that declares it: `vpc.create`. */
  readonly type: string;
  /** The version of the shape of `data`. */
  readonly v: number;
  readonly data: JsonObject;
};

/**
 * A kind of change, and the event that records it. `Input` is what the user asks for. `Data` is
 * what the event records: the input with every free choice (addresses, MACs, names, numbers) made.
 *
 * A change may have more events than its own, also those of other features: then `decide` returns a
 * list, `[event(createVpc, vpc), event(setBackend, { name })]`. The list is one entry of the
 * journal: it is applied, fails, is undone and is confirmed as a whole. Its first event names the
 * change in the history.
 */
export interface Intent<Input, Data extends JsonObject> {
  /** `<feature>.<verb>`: `vpc.create`. It is the type of the event, too. */
  readonly type: string;
  /** The version of `Data`, from 1; `upcast` converts the data of older entries. */
  readonly version: number;
  /** Checks what the user asks for, and fills in defaults. */
  readonly input: Schema<Input>;
  /** Checks what `decide` returns, and what is read from the journal. */
  readonly data: Schema<Data>;
  /** The facts that `decide` needs for this input and that a program has to be run for. Pure. */
  needs?(state: State, input: Input): HostNeeds;
  /**
   * Validates the input against the state and makes every free choice. Pure.
   * @returns the data of the intent's own event, the only one of the change; or all its events, one
   *   or more, in the order in which they apply
   * @throws VpcctlError of category `input`; then nothing is recorded
   */
  decide(state: State, input: Input, context: DecideContext): Data | readonly ChangeEvent[];
  /**
   * Checks that the data of an event applies to `state`, which has the events before it, also those
   * of the same change. Pure. It is asked before a change is recorded, and again when earlier
   * changes leave the history by `revert`. Without this method an event applies to any state.
   * @throws VpcctlError of category `input` that names what is missing or in conflict
   */
  precondition?(state: State, data: Data): void;
  /** Converts data of an older `version` to the current one. Pure. */
  upcast?(data: Json, version: number): Json;
  /** The event in words: `create VPC vpc1 10.0.0.0/16`. */
  describe(data: Data): string;
  /** The names of the VPCs that the event is about, for `history --vpc`; without this: none. */
  about?(data: Data): readonly string[];
  /** The uplink that the event makes use of, or null. A lab that copies this host gets it, too. */
  uplink?(data: Data): Uplink | null;
}

/** An intent as the engine holds it: its schemas check whatever goes in and comes out. */
export type AnyIntent = Intent<unknown, JsonObject>;

/**
 * Folds the data of one event into a feature's slice. Pure. It is declared as a method, so that
 * `data` may have the event's own type.
 */
export type Evolve<Slice extends Json> = {
  evolve(slice: Slice, data: Json): Slice;
}['evolve'];

/** The VPC, subnet or instance that `show` is asked for. */
export interface ShowSubject {
  readonly vpc: string;
  /** The subnet's name; null: the VPC as such. */
  readonly subnet: string | null;
  /** One of the subnet's instances; null: the subnet as such. */
  readonly instance: string | null;
}

/** One line that a feature adds to what `show` prints. */
export interface ShowField {
  /** At most ten characters, so that the labels align: `shaping`. */
  readonly label: string;
  /** A line for people. */
  readonly text: string;
  /** The same for programs, in the output of `--json`. */
  readonly value: Json;
}

/** A request that `replay` makes for a feature, so that the state follows the host. */
export interface Rescan {
  /** The type of the intent: `foreign-firewalls.detect`. */
  readonly type: string;
  /** What is asked of it. */
  readonly input: Json;
  /** The code of the error by which `decide` says that the host has nothing new. */
  readonly nothingNew: string;
  /** Codes of failures that the next look at the host gets over; `replay` tells them as notices. */
  readonly passing?: readonly string[];
}

/** A named interface to the internet, and its gateway where the host has a default route by it. */
export interface Uplink {
  readonly interface: string;
  readonly gateway: string | null;
}

/** An interface to the internet, with a number from 1 that it keeps. */
export interface PlaceUplink extends HostUplink {
  /** From 1, and no other uplink's. */
  readonly number: number;
}

/** Where resources are to exist. One state may be lowered for several hosts, each its own part. */
export interface Place {
  /** The name of the host. There is one host today, and it is called `local`. */
  readonly host: string;
  /** Its interfaces to the internet, the best one first, each with a number of its own. */
  readonly uplinks: readonly PlaceUplink[];
  /**
   * The names of its interfaces that are up: no other one can have a route. Null: not known, and
   * then each counts as being up.
   */
  readonly running: readonly string[] | null;
  /** Who reads denied packets there for as long as it runs. Left out: nobody. */
  readonly deniedReaders?: readonly DeniedReader[];
}

/** A part of what a feature lowers: the resources of one subnet, for example. */
export interface LoweredPart {
  /**
   * Objects of the state and of the place, and plain values, that the resources depend on. The
   * engine compares them by identity: equal ones mean equal resources. Neither slices nor places
   * change in place, so an object that two of them share has the same content in both. A part that
   * reads the uplinks has `place.uplinks` here: they may differ before and after a change.
   */
  readonly of: readonly unknown[];
  /** The resources of the part. Pure. */
  lower(): readonly Resource[];
}

/**
 * A feature says *what should exist*. It is a vertical slice of the product: a slice of the state,
 * the intents that change it, and the resources that it stands for. Pure.
 */
export interface Feature<Slice extends Json = Json> {
  /** Unique among all features; the name of its slice in the state. */
  readonly name: string;
  /** Its slice before its first intent, and wherever the state has none yet. */
  readonly initial: Slice;
  /** The intents it declares. */
  readonly intents: readonly AnyIntent[];
  /** How its slice changes, by event type: its own events and those of other features. */
  readonly evolve: Readonly<Record<string, Evolve<Slice>>>;
  /** The resources that its slice stands for on the host of `place`. Pure. */
  lower(state: State, place: Place): Resource[];
  /**
   * The same resources in parts, by a key of each, in the same order. A change lowers the parts that
   * differ between the states before and after it, so a feature with very many resources has this.
   * Dependencies on resources of features that have it too are not followed. Pure.
   */
  parts?(state: State, place: Place): ReadonlyMap<string, LoweredPart>;
  /**
   * The events that make its slice of `state` on a state that has none, in order: those that add
   * things. `journal accept-loss` records them where the entries are lost that made the state; a
   * state with a slice of a feature without this method can't go on then. Pure.
   */
  restate?(state: State): readonly ChangeEvent[];
  /** The lines it adds to what `show` prints of a VPC, subnet or instance. Pure. */
  show?(state: State, subject: ShowSubject): readonly ShowField[];
  /** What it adds to the drawing of the network, `vpcctl graph`. Pure. */
  draw?(state: State): DrawnParts;
  /**
   * What to look for on the host after it was repaired; null: nothing. `replay` records the change
   * that the request comes to, and `status` shows it as drift. It is dropped where `decide` refuses
   * it with the code `nothingNew`. Pure: it is `decide` that has the facts of the host.
   */
  rescan?(state: State): Rescan | null;
  /**
   * The processes that its resources were made for. Their end is no message of the kernel, so the
   * watcher looks for it. Pure.
   */
  processesIn?(state: State): readonly ProcessIdentity[];
  /**
   * What its own resources do to the first packet of a connection, for `reach`; null: nothing. A
   * feature whose resources drop packets by rules of its own needs this. Pure.
   */
  judge?(state: State, packet: FlowView): FlowVerdict | null;
  /** The chains of foreign firewalls in which it gives VPCs exceptions, for `status`. Pure. */
  exceptionsIn?(state: State): readonly ForeignChain[];
  /** The programs in whose configuration it gives VPCs exceptions, for `status`. Pure. */
  lastingIn?(state: State): readonly FirewallProgram[];
  /**
   * The name of the driver that serves the packet policy; null where none was chosen. Pure. One
   * feature of all plugins has this: the core's `backend`.
   */
  backendOf?(state: State): string | null;
  /** The keys and lists that it adds to topology files, for `apply` and `export`. */
  readonly topology?: FeatureTopology;
  /** Its slice of the state. */
  select(state: State): Slice;
}
