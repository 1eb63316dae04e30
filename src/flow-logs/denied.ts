import { protocolNumber } from '@vpcctl/sdk';
import { type DeniedPacket, type Known, type LogEntry, readDenied } from '../model/denied/index.js';
import type { FlowRecord } from '../model/flows/index.js';

/**
 * The record of a denied packet; null for one that is not IPv4. Pure.
 * @param entryOf the entry of the history that made a policy
 * @param now when it was read, in milliseconds since 1970
 */
export function deniedRecord(
  known: Known,
  entry: LogEntry,
  now: number,
  entryOf: (policy: string) => number | null,
): FlowRecord | null {
  const packet = readDenied(known, entry);
  if (packet === null) return null;
  const { vpc, side, from, to, protocol, length } = packet;
  const number = protocol === null || length === null ? null : protocolNumber(protocol);
  if (number === null || length === null) return null;
  const at = packet.time === null ? now : Date.parse(packet.time);
  const [sender, receiver] = [from, to].map(({ name }) => (name === 'host' ? null : name));
  return {
    status: 'OK',
    vpc,
    interface: (side === 'from' ? sender : receiver) ?? null,
    source: from.address,
    sourcePort: from.port ?? 0,
    destination: to.address,
    port: to.port ?? 0,
    protocol: number,
    packets: 1,
    bytes: length,
    start: at,
    end: at,
    action: 'REJECT',
    from: sender ?? null,
    to: receiver ?? null,
    entry: packet.rule && entryOf(packet.rule.policy),
    rule: ruleOf(packet),
  };
}

/** In the words of `reach`: `rule 2 of the ingress policy of shop/web`; else the cause. */
function ruleOf({ rule, cause }: DeniedPacket): string {
  if (rule === null) return cause;
  const of = `the ${rule.direction} policy of ${rule.policy}`;
  return rule.number === null ? `no rule of ${of} allows it` : `rule ${rule.number} of ${of}`;
}
