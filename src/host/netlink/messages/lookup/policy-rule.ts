/** Reads all that a routing rule of any program says: ip-rule(8), linux/fib_rules.h. Pure. */
import { ipv4Text } from '../../codec/addresses.js';
import { Attributes } from '../../codec/attributes.js';
import { atLeast } from '../../codec/malformed.js';
import type { NetlinkMessage } from '../../codec/message.js';
import { AF, RTM } from '../request.js';

/** FRA_* of linux/fib_rules.h. */
const FRA = {
  destination: 1,
  source: 2,
  iif: 3,
  goto: 4,
  priority: 6,
  fwmark: 10,
  suppressed: 14,
  table: 15,
  fwmask: 16,
  oif: 17,
  users: 20,
  protocol: 22,
  sourcePorts: 23,
  destinationPorts: 24,
} as const;
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
/** The length of `struct fib_rule_hdr`. */
const LENGTH = 12;
/** No prefix length is suppressed. */
const NOTHING = 0xffffffff;

/** A routing rule, as far as it tells which packets it is for, and what it does with them. */
export interface PolicyRule {
  readonly priority: number;
  /** Networks; null: any address. */
  readonly source: string | null;
  readonly destination: string | null;
  readonly iif: string | null;
  readonly oif: string | null;
  readonly fwmark: number | null;
  readonly fwmask: number | null;
  /** Whether it is for the packets that do not match. */
  readonly inverted: boolean;
  /** Whether it looks at more: a protocol, a port, the type of service, a user. */
  readonly partial: boolean;
  readonly action: 'lookup' | 'goto' | 'blackhole' | 'unreachable' | 'prohibit' | 'other';
  readonly table: number | null;
  readonly goto: number | null;
  /** Routes whose prefix is this long or shorter do not count; null: all count. */
  readonly suppressed: number | null;
}

/** @throws MalformedMessage */
export function readPolicyRule({
  type,
  body: message,
}: Pick<NetlinkMessage, 'type' | 'body'>): PolicyRule | null {
  atLeast(LENGTH, message, 'a rule');
  if (type !== RTM.newRule || message.readUInt8(0) !== AF.inet) return null;
  const rule = new Attributes(message.subarray(LENGTH));
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
    suppressed: suppressed === NOTHING ? null : suppressed,
  };
}
