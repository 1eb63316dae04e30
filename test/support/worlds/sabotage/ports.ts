/** Ports to which probes go. */
export const PROBED = { tcp: [443, 22], udp: [53] } as const;

/** The port of connections that are held. */
export const KEPT = 8085;

/** Ports of the host that are forwarded to the two. */
export const FORWARDED = { probed: 8443, kept: 9443 } as const;
