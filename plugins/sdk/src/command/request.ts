import type { HistoryRequest, LogLevel } from '../contract/history-request.js';
import type { Json } from '../resource/resource.js';

/** The flags of every command that works on the host, as oclif parses them. */
export interface EngineFlags {
  /** Show what would be done, and change nothing. */
  readonly 'dry-run': boolean;
  /** Print each host command while it runs, and why. */
  readonly explain: boolean;
  /** How much goes to vpcctl.log in the state directory. */
  readonly 'log-level': LogLevel;
}

/** The flags that may roll a change back, as oclif parses them. */
export interface ConfirmFlags {
  /** A duration, as the user wrote it: `60s`. */
  readonly 'confirm-within'?: string | undefined;
  /** Probes, as the user wrote them: `vpc1/a -> 10.0.1.1:80`. */
  readonly check?: readonly string[] | undefined;
}

/** The flag that says why a change is made, as oclif parses it. */
export interface MessageFlag {
  /** The text as the user wrote it; undefined: nothing is said. */
  readonly message?: string | undefined;
}

/** An event that an entry records: its type, and its data as the intent's schema describes it. */
export interface RecordedData {
  /** The type of the intent that declares it: `vpc.delete`. */
  readonly type: string;
  /** Its data. */
  readonly data: Json;
}

/** A request to the engine, and how to summarise its result. */
export type CommandRequest = (
  | { /** An intent's type and input. */ readonly type: string; readonly input: unknown }
  | { /** A request about the history. */ readonly time: HistoryRequest }
) & {
  /** The flags that `this.parse` gave: the engine follows `--dry-run`, `--kill` and so on. */
  readonly flags: EngineFlags & ConfirmFlags & MessageFlag & { readonly kill?: boolean };
  /**
   * The lines that say what was done, from the data of the first event, the description, and the
   * data of all events.
   */
  readonly summary: (
    data: never,
    description: string,
    all: readonly RecordedData[],
  ) => readonly string[];
  /**
   * Codes of errors of `decide` that mean here that there is nothing to do, as with `--if-exists`.
   * The command then says so, records nothing and ends well; `seq` of its output is null.
   */
  readonly accepts?: readonly string[];
};
