/** Reads all that a routing rule of any program says: ip-rule(8), linux/fib_rules.h. Pure. */
import type { RuleFact } from '@vpcctl/sdk';
import { ipv4Text } from '../../codec/addresses.js';
import { Attributes } from '../../codec/attributes.js';
import { atLeast } from '../../codec/malformed.js';
import type { NetlinkMessage } from '../../codec/message.js';
import { AF, RTM } from '../request.js';
import { FRA, RULE_HEADER, SUPPRESSES_NONE } from '../rule.js';

/** FR_ACT_* of linux/fib_rules.h. */
const ACTIONS = new Map([
  [1, 'lookup'],
  [2, 'goto'],
  [6, 'blackhole'],
  [7, 'unreachable'],
  [8, 'prohibit'],
] as const);
/** FIB_RULE_INVERT: the rule is for packets that do not match. */
const INVERT = 2;

/** @throws MalformedMessage */
export function readPolicyRule({
  type,
  body: message,
}: Pick<NetlinkMessage, 'type' | 'body'>): RuleFact | null {
  atLeast(RULE_HEADER, message, 'a rule');
  if (type !== RTM.newRule || message.readUInt8(0) !== AF.inet) return null;
  const rule = new Attributes(message, RULE_HEADER);
  const action = ACTIONS.get(message.readUInt8(7) as 1) ?? 'other';
  const suppressed = rule.u32(FRA.suppressed);
  const network = (attribute: number, lengthAt: number): string | null => {
    const address = rule.bytes(attribute);
    return address === null ? null : `${ipv4Text(address)}/${message.readUInt8(lengthAt)}`;
  };
  const more = [FRA.users, FRA.protocol, FRA.sourcePorts, FRA.destinationPorts];
  return {
    priority: rule.u32(FRA.priority) ?? 0,
    source: network(FRA.source, 2),
    destination: network(FRA.destination, 1),
    iif: rule.text(FRA.iif),
    oif: rule.text(FRA.oif),
    fwmark: rule.u32(FRA.fwmark),
    fwmask: rule.u32(FRA.fwmask),
    inverted: (message.readUInt32LE(8) & INVERT) !== 0,
    partial: message.readUInt8(3) !== 0 || more.some((each) => rule.bytes(each) !== null),
    action,
    table: action === 'lookup' ? (rule.u32(FRA.table) ?? message.readUInt8(4)) : null,
    goto: action === 'goto' ? rule.u32(FRA.goto) : null,
    suppressed: suppressed === SUPPRESSES_NONE ? null : suppressed,
  };
}
