/** Rules that choose a routing table: ip-rule(8), linux/fib_rules.h. Pure. */
import { Attributes } from '../codec/attributes.js';
import { body, given, text, u32 } from '../codec/encode.js';
import { atLeast } from '../codec/malformed.js';
import { CREATE, type NetlinkMessage, type NetlinkRequest } from '../codec/message.js';
import { AF, RTM, request } from './request.js';

/** FRA_* of linux/fib_rules.h. */
const FRA = { iif: 3, priority: 6, fwmark: 10, table: 15, fwmask: 16 } as const;
/** FR_ACT_TO_TBL: packets that the rule matches use its table. */
const TO_TABLE = 1;
const WHOLE_MARK = 0xffffffff;
/** The length of `struct fib_rule_hdr`. */
const LENGTH = 12;

export interface RoutingRule {
  readonly priority: number;
  /** The link by which packets come in. The name counts, whether or not there is such a link. */
  readonly iif: string | null;
  readonly fwmark: number | null;
  readonly table: number;
}

/** A rule as the kernel has it; one with another action, such as `unreachable`, has no table. */
export type ObservedRule = Omit<RoutingRule, 'table'> & {
  readonly table: number | null;
  /** Which bits of the mark count. */
  readonly fwmask: number | null;
};

export const rule = {
  /** Refused with EEXIST where the same rule is there. */
  add: (added: RoutingRule): NetlinkRequest =>
    request(RTM.newRule, `rule add ${added.priority}`, encode(added), CREATE),

  /** Refused with ENOENT where no rule has all that is given. */
  delete: (deleted: RoutingRule): NetlinkRequest =>
    request(RTM.deleteRule, `rule delete ${deleted.priority}`, encode(deleted)),

  /** Asks for all IPv4 rules of the namespace, with `dump`. */
  all: (): NetlinkRequest => {
    const header = Buffer.alloc(LENGTH);
    header.writeUInt8(AF.inet, 0);
    return request(RTM.getRule, 'rules', header);
  },
} as const;

/** @throws MalformedMessage */
export function readRule({
  type,
  body: message,
}: Pick<NetlinkMessage, 'type' | 'body'>): ObservedRule | null {
  atLeast(LENGTH, message, 'a rule');
  if (type !== RTM.newRule || message.readUInt8(0) !== AF.inet) return null;
  const attributes = new Attributes(message.subarray(LENGTH));
  const hasTable = message.readUInt8(7) === TO_TABLE;
  return {
    priority: attributes.u32(FRA.priority) ?? 0,
    iif: attributes.text(FRA.iif),
    fwmark: attributes.u32(FRA.fwmark),
    fwmask: attributes.u32(FRA.fwmask),
    table: hasTable ? (attributes.u32(FRA.table) ?? message.readUInt8(4)) : null,
  };
}

function encode({ priority, iif, fwmark, table }: RoutingRule): Buffer {
  const header = Buffer.alloc(LENGTH);
  header.writeUInt8(AF.inet, 0);
  // RT_TABLE_UNSPEC: numbers of more than a byte are in the attribute alone.
  header.writeUInt8(table < 256 ? table : 0, 4);
  header.writeUInt8(TO_TABLE, 7);
  return body([
    header,
    u32(FRA.priority, priority),
    given(iif, (value) => text(FRA.iif, value)),
    given(fwmark, (value) => u32(FRA.fwmark, value)),
    given(fwmark, () => u32(FRA.fwmask, WHOLE_MARK)),
    u32(FRA.table, table),
  ]);
}
