/**
 * When an operation runs. The operations of a change run in this order; operations of one phase may
 * share a program:
 * - `detach`: takes links that will be deleted off the network;
 * - `filter`: changes the packet policy while neither the old nor the new links are up;
 * - `create`: makes links, addresses and routes in the host's own namespace;
 * - `up`: sets the routers' ports up, now that their filters are in place;
 * - `configure`: does what needs those links: work in namespaces (in parallel), and sysctls;
 * - `cleanup`: removes the objects of a driver that another driver has replaced.
 */
export const PHASES = ['detach', 'filter', 'create', 'up', 'configure', 'cleanup'] as const;
/** One of {@link PHASES}. */
export type Phase = (typeof PHASES)[number];
