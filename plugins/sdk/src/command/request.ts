import type { HistoryRequest, LogLevel } from '../contract/history-request.js';

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

/** A request to the engine, and how to summarise its result. */
export type CommandRequest = (
  | { /** An intent's type and input. */ readonly type: string; readonly input: unknown }
  | { /** A request about the history. */ readonly time: HistoryRequest }
) & {
  /** The flags that `this.parse` gave: the engine follows `--dry-run`, `--kill` and so on. */
  readonly flags: EngineFlags & ConfirmFlags & MessageFlag & { readonly kill?: boolean };
  /** The lines that say what was done, from the data of the first event and the description. */
  readonly summary: (data: never, description: string) => readonly string[];
};
