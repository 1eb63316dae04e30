import type { Change, Json } from '../contract/resource.js';

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
  /** The number of the change; null with `--dry-run`. */
  seq: number | null;
  /** Whether it was a dry run: then the fields below say what would be done. */
  dryRun: boolean;
  /** The type of the entry: `vpc.create`. */
  intent: string;
  /** The change in words. */
  description: string;
  /** The data that the entry records. */
  data: Json;
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
