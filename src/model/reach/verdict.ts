import type { Subject, Workload } from './model.js';

/** A place on a packet's way, and what becomes of it there. */
export interface Step {
  /** `vpc1/private`, `router vpc1`, `host`, `internet`. */
  readonly at: string;
  readonly says: string;
  /** True where something lets the packet on, false where it ends, null where nothing is decided. */
  readonly allows: boolean | null;
  /** What put it there, or is missing; null where that is nothing of the state. */
  readonly about: Subject | null;
}

/** Who gets a packet. */
export type Receiver = Workload | 'host' | 'internet';

/** Where a packet ends: who may get it, which is more than one where they take turns, and whether one of them always does. */
export interface Arrival {
  readonly receivers: readonly Receiver[];
  readonly always: boolean;
}

export const NOWHERE: Arrival = { receivers: [], always: false };

export function at(receiver: Receiver): Arrival {
  return { receivers: [receiver], always: true };
}

/** Steps one after the other; at the end who gets the packet. */
export type Trace = Generator<Step, Arrival>;

/** Whether a packet gets there, and why. */
export interface Verdict {
  /** Whether it always does: of several that take turns each has to get it. */
  readonly reachable: boolean;
  /** Who may get it: machines' names, `host` or `internet`; several where they take turns, of which some may be left out. */
  readonly receivers: readonly string[];
  readonly steps: readonly Step[];
  /** The step that decided: where it ended, or the last thing that let it on; of several ways the last one's. */
  readonly decided: Step;
}

/** Nothing is decided here. */
export function passing(at: string, says: string, about: Subject | null = null): Step {
  return { at, says, allows: null, about };
}

export function allowing(at: string, says: string, about: Subject | null = null): Step {
  return { at, says, allows: true, about };
}

export function denying(at: string, says: string, about: Subject | null = null): Step {
  return { at, says, allows: false, about };
}
