/**
 * What the server of the page tells the browser, besides what commands print with `--json`, which
 * src/schemas describes.
 */
import type * as z from 'zod';
import type { changeOutputSchema } from '../../schemas/change.js';
import type { DeniedLine } from '../../schemas/see/denied.js';

type ChangeOutput = z.infer<typeof changeOutputSchema>;

/** What the page is told first. */
export interface SessionAnswer {
  readonly version: string;
  readonly host: string;
  readonly allowChanges: boolean;
  /** For the header of changes. */
  readonly key: string;
}

/** A denied packet, with the reason in words. */
export type DeniedEvent = DeniedLine & { readonly why: string };

/** A line of the flow logs. */
export interface FlowEvent {
  readonly [name: string]: string | number | null;
}

/** A member of a feature's slice that a change touched. */
export interface TrackChange {
  /** The feature: `subnet`. */
  readonly slice: string;
  /** Its name there: `vpc1/public`. */
  readonly key: string;
  /** The VPCs, subnets and instances that it is about. */
  readonly places: readonly string[];
  /** What it is now, in brief; null where it is gone. */
  readonly text: string | null;
  /** Differs where what it is differs; null where it is gone. */
  readonly digest: string | null;
}

/** What each applied change did, oldest first. */
export interface TrackAnswer {
  readonly points: readonly { readonly seq: number; readonly changes: readonly TrackChange[] }[];
}

/** Which services arrive between each pair of ends: the matrix of `reach`, in brief. */
export interface HeatAnswer {
  readonly ends: readonly string[];
  /** As commands take them: `icmp`, `8080/tcp`. */
  readonly services: readonly string[];
  /** Each answer that a pair has: of how many services that were asked about which arrive. */
  readonly sets: readonly Arriving[];
  /** The place of the answer in `sets`, row by row; -1 where nothing was asked. */
  readonly cells: readonly number[];
}

export interface Arriving {
  readonly asked: number;
  /** Places in `services`. */
  readonly open: readonly number[];
}

/** What an undo or revert would do. */
export interface PlanAnswer {
  readonly plan: ChangeOutput;
  /** The command that would do the same. */
  readonly command: string;
  /** The name of the plan: who agrees to it sends this. */
  readonly agreed: string;
}

/** A change that was made from the page. */
export interface ChangeAnswer {
  readonly change: ChangeOutput;
  /** What the command would have printed. */
  readonly lines: readonly string[];
}

/** Bytes in a second, by interface of the host: what it received, and what it sent. */
export interface TrafficEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly rates: Readonly<Record<string, readonly [received: number, sent: number]>>;
}

/** The events of the stream, by name. */
export interface LiveEvents {
  /** The journal has another end. */
  readonly journal: { readonly end: string };
  /** The samples so far, once at the beginning. */
  readonly samples: { readonly samples: readonly TrafficEvent[]; readonly everyMs: number };
  readonly traffic: TrafficEvent;
}
