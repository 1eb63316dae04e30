/** The table that marks a packet to be traced, in the words of nft. Pure. */
import { isAddress, type TracedPacket } from '@vpcctl/sdk';

/** No other table has this name. What a killed command left of it, the next one removes. */
export const TABLE = 'vpcctl-trace';
const FAMILIES = ['inet', 'bridge'] as const;

/** Earlier than all chains of ours. */
const PRIORITY = -500;

/** @throws RangeError for what is no packet */
export function tracing({ source, destination, protocol, port, from }: TracedPacket): string {
  for (const address of [source ?? destination, destination]) {
    if (!isAddress(address)) throw new RangeError(`${JSON.stringify(address)} is no address`);
  }
  const addresses = [...(source === null ? [] : [`ip saddr ${source}`]), `ip daddr ${destination}`];
  const what =
    protocol === 'icmp'
      ? 'icmp type echo-request'
      : protocol === 'tcp'
        ? `tcp dport ${Number(port)} tcp flags & (syn | ack) == syn`
        : `udp dport ${Number(port)}`;
  const rule = [...addresses, what, 'meta nftrace set 1'].join(' ');
  if (from === null) return `${untracing()}\n${table('inet', 'output', rule)}`;
  return [
    untracing(),
    table('bridge', 'prerouting', `iifname ${JSON.stringify(from.port)} ${rule}`),
    table('inet', 'prerouting', `iifname ${JSON.stringify(from.bridge)} ${rule}`),
  ].join('\n');
}

function table(family: string, hook: string, rule: string): string {
  const at = `type filter hook ${hook} priority ${PRIORITY};`;
  return `table ${family} ${TABLE} { chain trace { ${at} ${rule}; }; }`;
}

/** Removes the table; one that is not there is made first, so that this never fails. */
export function untracing(): string {
  return FAMILIES.map(
    (family) => `table ${family} ${TABLE} {}\ndelete table ${family} ${TABLE}`,
  ).join('\n');
}
