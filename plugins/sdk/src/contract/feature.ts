import type { HostFacts, HostNeeds } from './facts.js';
import type { Json, Resource } from './resource.js';

/** The whole state: a slice for each feature, by its name. A fold of the journal. */
export type State = { readonly [feature: string]: Json };

/** What checks a value from outside and gives it its type; a zod schema is one. */
export interface Schema<T> {
  /** The value with its type, or what is wrong with it. Does not throw. */
  safeParse(value: unknown):
    | { success: true; data: T }
    | {
        success: false;
        error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] };
      };
}

/** What `decide` may look at besides the state and its input. */
export interface DecideContext {
  /** The host as it was read just before. */
  readonly host: HostFacts;
}

/**
 * A kind of change to the world. `Input` is what the user asks for; `Data` is what is recorded: the input with
 * every free choice (addresses, MACs, names, numbers) made.
 */
export interface Intent<Input, Data extends Json> {
  /** `<feature>.<verb>`: `vpc.create`. */
  readonly type: string;
  /** The version of `Data`; older entries are upcast. */
  readonly version: number;
  /** Checks what the user asks for, and fills in defaults. */
  readonly input: Schema<Input>;
  /** Checks what `decide` returns, and what is read from the journal. */
  readonly data: Schema<Data>;
  /** Facts about the host that cost a program to read, and that `decide` needs for this wish. Pure. */
  needs?(state: State, input: Input): HostNeeds;
  /**
   * Validates the wish against the state and makes every free choice. Pure.
   * @throws VpcctlError of category `input`; then nothing is journaled
   */
  decide(state: State, input: Input, context: DecideContext): Data;
  /**
   * Checks that recorded data can stand on `state`, when earlier changes are taken out of the history. Pure. An
   * intent without it stands on anything.
   * @throws VpcctlError of category `input` that says what is missing or in the way
   */
  precondition?(state: State, data: Data): void;
  /** Brings data of an older version to this one. */
  upcast?(data: Json, version: number): Json;
  /** The change in words: `create VPC vpc1 10.0.0.0/16`. */
  describe(data: Data): string;
  /** Names of the VPCs that the change is about, for `history --vpc`; none for an intent without it. */
  about?(data: Data): readonly string[];
}

/** An intent as the engine holds it: what goes in and out is checked by its schemas. */
export type AnyIntent = Intent<unknown, Json>;

/** Folds the data of one intent into a feature's slice. Declared so that `data` may have its own type. */
export type Evolve<Slice extends Json> = {
  evolve(slice: Slice, data: Json): Slice;
}['evolve'];

/** What `show` is asked for. */
export interface ShowSubject {
  readonly vpc: string;
  /** null: the VPC as such. */
  readonly subnet: string | null;
  /** One of the subnet's instances; null: the subnet as such. */
  readonly instance: string | null;
}

/** What a feature has to tell of something that is shown. */
export interface ShowField {
  /** At most ten characters, as the others are: `shaping`. */
  readonly label: string;
  /** A line for people. */
  readonly text: string;
  /** The same for programs, in `--json`. */
  readonly value: Json;
}

/** *What should exist.* A vertical slice of the product: state, intents, resources. Pure. */
export interface Feature<Slice extends Json = Json> {
  /** Unique among all features; the name of its slice in the state. */
  readonly name: string;
  /** Its slice before the first of its intents. Also where the state has none yet. */
  readonly initial: Slice;
  /** The intents it declares. */
  readonly intents: readonly AnyIntent[];
  /** How its slice changes: by intent type, its own and other features'. */
  readonly evolve: Readonly<Record<string, Evolve<Slice>>>;
  /** The resources that its part of the state stands for. */
  lower(state: State): Resource[];
  /** What it has to tell of a VPC, subnet or instance that `show` shows. Pure. */
  show?(state: State, subject: ShowSubject): readonly ShowField[];
  /** Its slice of the state. */
  select(state: State): Slice;
}
