/** What iptables' target TRACE writes of a packet: `trace_packet` of ip_tables.c. Pure. */
import type { TraceMessage } from '@vpcctl/sdk';

/** `TRACE: table:chain:type:place `. The name of a chain may hold colons. */
const PREFIX = /^TRACE: ([^:]+):(.+):(rule|return|policy):(\d+) ?$/;
const TYPES = { rule: 'rule', return: 'return', policy: 'policy' } as const;

/** Reads the prefix of a logged packet; null for one that is no step of a traced one. */
export function readTracePrefix(prefix: string): TraceMessage | null {
  const [, table = '', chain = '', word, place] = PREFIX.exec(prefix) ?? [];
  const type = Object.entries(TYPES).find(([each]) => each === word)?.[1];
  if (type === undefined) return null;
  return { family: 'ip', table, chain, type, rule: Number(place), verdict: null, target: null };
}
