/** What the kernel of a workload counted itself: the reference of what vpcctl says of packets. */
import type { Lab } from '../lab/harness.js';
import type { Counted } from './service.js';

/** What was sent and received so far. */
export interface WorkloadCounters {
  readonly sent: Counted;
  readonly received: Counted;
}

/**
 * Reads the counters of IP in a namespace. They have each packet as conntrack counts it: with its
 * IP header, once for several segments that the kernel keeps together, and again where TCP sends
 * it again. Unlike those of the interface they leave out ARP.
 */
export async function countersOf(lab: Lab, namespace: string): Promise<WorkloadCounters> {
  const files = ['cat', '/proc/net/snmp', '/proc/net/netstat'];
  const { stdout } = await lab.run('ip', ['netns', 'exec', namespace, ...files]);
  const [ip, more] = [fieldsOf(stdout, 'Ip'), fieldsOf(stdout, 'IpExt')];
  return {
    sent: { packets: numberOf(ip, 'OutRequests'), bytes: numberOf(more, 'OutOctets') },
    received: { packets: numberOf(ip, 'InReceives'), bytes: numberOf(more, 'InOctets') },
  };
}

/** What was counted since. */
export function since(before: Counted, now: Counted): Counted {
  return { packets: now.packets - before.packets, bytes: now.bytes - before.bytes };
}

/** Names are on a line, and values on the next one. */
function fieldsOf(text: string, protocol: string): ReadonlyMap<string, number> {
  const [names = [], values = []] = text
    .split('\n')
    .filter((line) => line.startsWith(`${protocol}: `))
    .map((line) => line.split(' ').slice(1));
  return new Map(names.map((name, at) => [name, Number(values[at])]));
}

function numberOf(fields: ReadonlyMap<string, number>, name: string): number {
  const value = fields.get(name);
  if (value === undefined) throw new Error(`the kernel does not count ${name}`);
  return value;
}
