import type { Change, Json } from '../contract/resource.js';

/** A process that was living in a namespace which has gone. */
export interface ProcessOutput {
  namespace: string;
  pid: number;
  /** Its command line. */
  command: string;
  /** Whether `--kill` ended it. */
  ended: boolean;
}

/** What every changing command prints with `--json`. `docs/schemas` says it as a JSON schema. */
export interface ChangeOutput {
  /** The journal's entry; null with `--dry-run`. */
  seq: number | null;
  /** Whether nothing was done: what follows is what would be. */
  dryRun: boolean;
  /** The type of the entry: `vpc.create`. */
  intent: string;
  /** The change in words. */
  description: string;
  /** What the entry records. */
  data: Json;
  /** What changed on the host, in order. */
  changes: { action: Change['action']; kind: string; id: string; why: string }[];
  /** The host commands, in order. */
  commands: string[];
  /** Processes that lived in namespaces which have gone. */
  processes: ProcessOutput[];
  /** The checks of `--check`; all have passed. `answer` is null with `--dry-run`: it was not made. */
  checks: { check: string; answer: 'answered' | 'refused' | 'silent' | null }[];
  /** ISO 8601, UTC: unless it is confirmed by then the change is taken back. */
  confirmUntil: string | null;
}
