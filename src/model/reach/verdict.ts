import type { Subject, Workload } from './model.js';

/** A place on a packet's way, and what happens to the packet there. */
export interface Step {
  /** `vpc1/private`, `router vpc1`, `host`, `internet`. */
  readonly at: string;
  /** What happens, in words: `vpc1 and vpc2 are peered`. */
  readonly says: string;
  /** True where something allows the packet, false where it ends, null where nothing is decided. */
  readonly allows: boolean | null;
  /** The part of the state that decides here, or that is missing; null for none. */
  readonly about: Subject | null;
}

/** The receiver of a packet. */
export type Receiver = Workload | 'host' | 'internet';

/**
 * The end of a packet's way: the possible receivers, several where they take turns, and whether the
 * packet always arrives.
 */
export interface Arrival {
  readonly receivers: readonly Receiver[];
  readonly always: boolean;
}

export const NOWHERE: Arrival = { receivers: [], always: false };

export function at(receiver: Receiver): Arrival {
  return { receivers: [receiver], always: true };
}

/** The steps of a packet's way, in order; it returns the end of the way. */
export type Trace = Generator<Step, Arrival>;

/** Whether a packet arrives, and why. */
export interface Verdict {
  /** Whether it always arrives: each of several receivers that take turns has to be reachable. */
  readonly reachable: boolean;
  /** The possible receivers: names of workloads, `host` or `internet`; several that take turns. */
  readonly receivers: readonly string[];
  readonly steps: readonly Step[];
  /** The deciding step: where the packet ended, or was allowed last; of several ways, the last. */
  readonly decided: Step;
}

/** A step that decides nothing. */
export function passing(at: string, says: string, about: Subject | null = null): Step {
  return { at, says, allows: null, about };
}

export function allowing(at: string, says: string, about: Subject | null = null): Step {
  return { at, says, allows: true, about };
}

export function denying(at: string, says: string, about: Subject | null = null): Step {
  return { at, says, allows: false, about };
}

/** Why nothing but routes decides about packets. */
export const UNFILTERED = 'the backend none filters nothing';
