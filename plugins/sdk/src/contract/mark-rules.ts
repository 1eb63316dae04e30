import type { Rule } from '../resource/resources.js';

/**
 * The routing rules of VPCs. The kernel walks its list of rules in order, for each packet. So that
 * the walk stays short, it has two steps: a rule for each group of 16 marks goes to the rules of
 * that group, and each of those looks up one table.
 */
const GROUP_SIZE = 16;
/** All bits but the four that tell the marks of a group apart. */
const GROUP_MASK = 0xffff_fff0;

/** The priority of the rules that go to a group. The lowest segment is 7001. */
const GOTO_PRIORITY = 7000;
const FIRST_GROUP = Math.floor(7001 / GROUP_SIZE);

/**
 * The priority of the rules by incoming bridge. They are behind all rules by mark, and serve
 * packets that nothing has marked.
 */
export const BRIDGE_RULE_PRIORITY = 10_000;

/**
 * The priority of the routing rules for a packet mark: from 7001, and below
 * {@link BRIDGE_RULE_PRIORITY}. The next higher one belongs to the same group of marks. Pure.
 * @param mark a segment, or its {@link hairpinOf}
 */
export function markRulePriority(mark: number): number {
  return GOTO_PRIORITY + 1 + 2 * (Math.floor(mark / GROUP_SIZE) - FIRST_GROUP);
}

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
