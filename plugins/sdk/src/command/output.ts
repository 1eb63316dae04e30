import type { Change, Json } from '../resource/resource.js';

/** A process that ran in a namespace which was deleted. */
export interface ProcessOutput {
  namespace: string;
  pid: number;
  /** Its command line. */
  command: string;
  /** Whether `--kill` ended it. */
  ended: boolean;
}

/** The output of every changing command with `--json`. `docs/schemas` has its JSON schema. */
export interface ChangeOutput {
  /** The number of the change; null with `--dry-run`, and where there was nothing to do. */
  seq: number | null;
  /** Whether it was a dry run: then the fields below say what would be done. */
  dryRun: boolean;
  /** The kind of change: the type of its first event, `vpc.create`; or `undo`, `redo`, `revert`. */
  intent: string;
  /** The change in words. */
  description: string;
  /** The events that the entry records, in order; none for an undo, redo, revert or confirmation. */
  events: { type: string; version: number; data: Json }[];
  /** The numbers of the changes that an undo, redo, revert or confirmation is about. */
  targets: number[];
  /** Why, as `--message` says; null without it. */
  message: string | null;
  /** The resource changes, in order. */
  changes: { action: Change['action']; kind: string; id: string; why: string }[];
  /** The host commands, in order. */
  commands: string[];
  /** The processes that ran in deleted namespaces. */
  processes: ProcessOutput[];
  /**
   * The checks of `--check`; all have passed. `answer` is null with `--dry-run`: nothing was sent.
   */
  checks: { check: string; answer: 'answered' | 'refused' | 'dropped' | null }[];
  /** ISO 8601, UTC: without a confirmation by then the change is rolled back. Null: final. */
  confirmUntil: string | null;
}
