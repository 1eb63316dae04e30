import type { Resource } from '@vpcctl/sdk';
import type { Queue } from './state.js';

/** Times are in microseconds, rates in bits a second, sizes in bytes, loss in percent. */
export type Discipline =
  | { kind: 'tbf'; rate: number; burst: number; latency: number }
  | {
      kind: 'netem';
      rate: number | null;
      /** How many packets may wait. */
      limit: number;
      delay: number;
      jitter: number;
      loss: number;
    };

/** What decides when packets leave by a link of the host: its root qdisc. */
export type Qdisc = Resource<'qdisc', { link: string; discipline: Discipline }>;

/** A device that hands back what is led through it; it is there for its qdisc. */
export type Ifb = Resource<'ifb', Queue & { alias: string }>;

/** All that comes in by a link is led through an {@link Ifb} first. */
export type Redirect = Resource<'redirect', { link: string; ifb: string }>;

export const isQdisc = (resource: Resource): resource is Qdisc => resource.kind === 'qdisc';
export const isIfb = (resource: Resource): resource is Ifb => resource.kind === 'ifb';
export const isRedirect = (resource: Resource): resource is Redirect =>
  resource.kind === 'redirect';
