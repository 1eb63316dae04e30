/** Rules that choose a routing table: ip-rule(8), linux/fib_rules.h. Pure. */
import { Attributes } from '../codec/attributes.js';
import { body, given, text, u32 } from '../codec/encode.js';
import { atLeast } from '../codec/malformed.js';
import { CREATE, type NetlinkMessage, type NetlinkRequest } from '../codec/message.js';
import { AF, RTM, request } from './request.js';

/** FRA_* of linux/fib_rules.h. */
export const FRA = {
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
/** FRA_SUPPRESS_PREFIXLEN of a rule that suppresses no route. */
export const SUPPRESSES_NONE = 0xffffffff;
/** The length of `struct fib_rule_hdr`. */
export const RULE_HEADER = 12;
/** FR_ACT_TO_TBL: packets that the rule matches use its table. */
const TO_TABLE = 1;
/** FR_ACT_GOTO: they go on at a later rule. */
const GOTO = 2;
const WHOLE_MARK = 0xffffffff;

export interface RoutingRule {
  readonly priority: number;
  /** The link by which packets come in. The name counts, whether or not there is such a link. */
  readonly iif: string | null;
  readonly fwmark: number | null;
  /** Which bits of the mark count; null: all of them. */
  readonly fwmask: number | null;
  /** The table that these packets use; null where there is `goto`. */
  readonly table: number | null;
  /** The priority of the rule at which these packets go on. */
  readonly goto: number | null;
  /** Routes of the table with this prefix length, or a shorter one, do not count. */
  readonly longerThan?: number | undefined;
}

/** A rule as the kernel has it. One with another action, such as `unreachable`, has neither. */
export type ObservedRule = RoutingRule;

export const rule = {
  /** Refused with EEXIST where the same rule is there. */
  add: (added: RoutingRule): NetlinkRequest =>
    request(RTM.newRule, `rule add ${added.priority}`, encode(added), CREATE),

  /** Refused with ENOENT where no rule has all that is given. */
  delete: (deleted: RoutingRule): NetlinkRequest =>
    request(RTM.deleteRule, `rule delete ${deleted.priority}`, encode(deleted)),

  /** Asks for all IPv4 rules of the namespace, with `dump`. */
  all: (): NetlinkRequest => {
    const header = Buffer.alloc(RULE_HEADER);
    header.writeUInt8(AF.inet, 0);
    return request(RTM.getRule, 'rules', header);
  },
} as const;

/** @throws MalformedMessage */
export function readRule({
  type,
  body: message,
}: Pick<NetlinkMessage, 'type' | 'body'>): ObservedRule | null {
  atLeast(RULE_HEADER, message, 'a rule');
  if (type !== RTM.newRule || message.readUInt8(0) !== AF.inet) return null;
  const attributes = new Attributes(message, RULE_HEADER);
  const action = message.readUInt8(7);
  const suppressed = attributes.u32(FRA.suppressed);
  const fwmask = attributes.u32(FRA.fwmask);
  return {
    priority: attributes.u32(FRA.priority) ?? 0,
    iif: attributes.text(FRA.iif),
    fwmark: attributes.u32(FRA.fwmark),
    fwmask: fwmask === WHOLE_MARK ? null : fwmask,
    table: action === TO_TABLE ? (attributes.u32(FRA.table) ?? message.readUInt8(4)) : null,
    goto: action === GOTO ? attributes.u32(FRA.goto) : null,
    ...(suppressed !== null && suppressed !== SUPPRESSES_NONE && { longerThan: suppressed }),
  };
}

function encode(rule: RoutingRule): Buffer {
  const { priority, iif, fwmark, fwmask, table, goto, longerThan } = rule;
  const header = Buffer.alloc(RULE_HEADER);
  header.writeUInt8(AF.inet, 0);
  // RT_TABLE_UNSPEC: numbers of more than a byte are in the attribute alone.
  header.writeUInt8(table !== null && table < 256 ? table : 0, 4);
  header.writeUInt8(goto === null ? TO_TABLE : GOTO, 7);
  return body([
    header,
    u32(FRA.priority, priority),
    given(iif, (value) => text(FRA.iif, value)),
    given(fwmark, (value) => u32(FRA.fwmark, value)),
    given(fwmark, () => u32(FRA.fwmask, fwmask ?? WHOLE_MARK)),
    given(longerThan, (value) => u32(FRA.suppressed, value)),
    given(table, (value) => u32(FRA.table, value)),
    given(goto, (value) => u32(FRA.goto, value)),
  ]);
}
