import type { Discipline, Resource } from '@vpcctl/sdk';

/** The root qdisc of a link of the host, which decides when packets leave by it. */
export type Qdisc = Resource<'qdisc', { link: string; discipline: Discipline }>;

/** A device that packets are redirected through, so that its qdisc applies to them. */
export type Ifb = Resource<
  'ifb',
  { name: string; altname: string | null; mac: string; alias: string }
>;

/** Redirects all incoming packets of a link through an {@link Ifb}. */
export type Redirect = Resource<'redirect', { link: string; ifb: string }>;

export const isQdisc = (resource: Resource): resource is Qdisc => resource.kind === 'qdisc';
export const isIfb = (resource: Resource): resource is Ifb => resource.kind === 'ifb';
export const isRedirect = (resource: Resource): resource is Redirect =>
  resource.kind === 'redirect';
