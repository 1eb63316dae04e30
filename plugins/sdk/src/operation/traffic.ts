import type { OnLink } from './link.js';

/**
 * When packets leave by a link. Times are in microseconds, rates in bits a second, sizes in bytes,
 * loss in percent.
 */
export type Discipline =
  | { kind: 'tbf'; rate: number; burst: number; latency: number }
  | {
      kind: 'netem';
      /** Null for no limit. */
      rate: number | null;
      /** The number of packets that may wait. */
      limit: number;
      delay: number;
      jitter: number;
      loss: number;
    };

interface QdiscReplace extends OnLink {
  readonly discipline: Discipline;
}

interface QdiscDelete extends OnLink {
  readonly parent: 'root' | 'ingress';
}

interface FilterAdd extends OnLink {
  /** The link that every incoming packet goes out of instead. */
  readonly redirectTo: string;
}

/** Operations on traffic control, by their kind. */
export interface TrafficFields {
  /** Adds the qdisc for incoming packets, which has nothing but filters. */
  'ingress.add': OnLink;
  /** Sets the root qdisc, in place of any other one. */
  'qdisc.replace': QdiscReplace;
  'qdisc.delete': QdiscDelete;
  /** Adds a filter to the qdisc for incoming packets. */
  'filter.add': FilterAdd;
}
