import type { Rule } from '../resource/resources.js';

/**
 * The routing rules of VPCs. The kernel walks its list of rules in order, for each packet. So that
 * the walk stays short, it has two steps: a rule for each group of 16 marks goes to the rules of
 * that group, and each of those looks up one table.
 */
const GROUP_SIZE = 16;
/** How many priorities a group has. */
const OF_A_GROUP = 4;
/** All bits of a VPC but the four that tell the marks of a group apart. */
const GROUP_MASK = 0xfff0;

/** The bits of a mark that are the VPC's. The bits above say by which uplink an answer leaves. */
const VPC_BITS = 0xffff;
/** Marks of answers begin with a 7, which other programs do not use. */
const ANSWER = 0x7000_0000;
const UPLINK_SHIFT = 24;

/** The bits that tell answers, and their uplinks, from other packets. */
export const ANSWER_MASK = 0xff00_0000;
/** The bits that all {@link answerMark}s have in common. */
export const ANSWER_KIND: { readonly mark: number; readonly mask: number } = {
  mark: ANSWER,
  mask: 0xf000_0000,
};
/** The highest number of an uplink that has an {@link answerMark}. */
export const LAST_UPLINK = 15;

/**
 * The bits that an answer has in its mark besides those of its VPC. Pure.
 * @param number the number of the uplink by which it leaves, 1 to {@link LAST_UPLINK}
 */
export function answerMark(number: number): number {
  return ANSWER + number * 2 ** UPLINK_SHIFT;
}

/** The route table with the default route of an uplink. Pure. */
export function answerTable(number: number): number {
  return FIRST_ANSWER_TABLE + number;
}

/** Beyond the tables of VPCs, of hairpin NAT and of named uplinks. */
const FIRST_ANSWER_TABLE = 40_000;

/** The priority of the rules that look up an {@link answerTable}, behind those of all VPCs. */
export const ANSWER_RULE_PRIORITY = 19_999;

/** The priority of the rules that go to a group. The lowest segment is 7001. */
const GOTO_PRIORITY = 7000;
const FIRST_GROUP = Math.floor(7001 / GROUP_SIZE);

/**
 * The priority of the rules by incoming bridge. They are behind all rules by mark, and serve
 * packets that nothing has marked.
 */
export const BRIDGE_RULE_PRIORITY = 20_000;

/**
 * The priority of the routing rules for a packet mark: from 7001, and below
 * {@link BRIDGE_RULE_PRIORITY}. The next three belong to the same group of marks. Pure.
 * @param mark a segment, or its {@link hairpinOf}
 */
export function markRulePriority(mark: number): number {
  return GOTO_PRIORITY + 1 + OF_A_GROUP * (Math.floor(mark / GROUP_SIZE) - FIRST_GROUP);
}

/** The bits by which a rule tells the mark of a VPC, or its {@link hairpinOf}. */
export const MARK_RULE_MASK = VPC_BITS;

/**
 * The routing rules that packets with these marks need first, one for each group. Pure.
 * @param marks segments, or their {@link hairpinOf}
 */
export function markGroupRules(marks: readonly number[]): Rule[] {
  const groups = new Set(marks.map(firstOfGroup));
  return [...groups].map((first) => ({
    kind: 'rule',
    id: markGroupRuleId(first),
    attributes: {
      priority: GOTO_PRIORITY,
      iif: null,
      fwmark: first,
      mask: GROUP_MASK,
      table: null,
      goto: markRulePriority(first),
    },
    why: `go on at the rules of the marks ${first} to ${first + GROUP_SIZE - 1}`,
  }));
}

/** The id of the rule of {@link markGroupRules} that a mark needs. Pure. */
export function markGroupRuleId(mark: number): string {
  return `rule:marks:${firstOfGroup(mark)}`;
}

function firstOfGroup(mark: number): number {
  return mark - (mark % GROUP_SIZE);
}
