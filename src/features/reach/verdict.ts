import type { Machine } from './world.js';

/** A part of the state, by the feature that has it and its key there. It may be missing, which decides things, too. */
export interface Subject {
  readonly feature: string;
  readonly key: string;
}

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
export type Receiver = Machine | 'host' | 'internet';

/** Steps one after the other; at the end who gets the packet, or null. */
export type Trace = Generator<Step, Receiver | null>;

/** Whether a packet gets there, and why. */
export interface Verdict {
  readonly reachable: boolean;
  /** Who gets it: a machine's name, `host` or `internet`; null where nobody does. */
  readonly receiver: string | null;
  readonly steps: readonly Step[];
  /** The step that decided: where it ended, or the last thing that let it on. */
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

export function subject(feature: string, key: string): Subject {
  return { feature, key };
}
