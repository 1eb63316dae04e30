/** The drivers that have to give the same verdicts. */
export const BACKENDS = ['nftables', 'iptables-legacy'] as const;
