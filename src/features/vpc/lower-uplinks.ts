import {
  ANSWER_MASK,
  ANSWER_RULE_PRIORITY,
  type AnswerPath,
  answerMark,
  answerTable,
  LAST_UPLINK,
  MAIN_TABLE,
  markGroupRuleId,
  markRulePriority,
  type Place,
  type PlaceUplink,
  type Resource,
  type Route,
  type Rule,
  type UplinkInterface,
  uplinkTableOf,
} from '@vpcctl/sdk';
import type { Vpc } from './state.js';

/** The interfaces to the internet, for the VPCs that follow the host's default route. */
export function lowerUplinks(vpcs: readonly Vpc[], { uplinks }: Place): UplinkInterface[] {
  if (!vpcs.some(({ uplink }) => uplink === null)) return [];
  return uplinks
    .filter(({ isDefault }) => isDefault)
    .map((uplink) => ({
      kind: 'uplink',
      id: `uplink:${uplink.interface}`,
      attributes: { interface: uplink.interface },
      dependsOn: ['packet-filter:vpcctl'],
      why: `${uplink.interface} has a default route of this host`,
    }));
}

/**
 * The ways of answers to port forwards. Where a host has several uplinks, an answer leaves by the
 * one whose address the client asked: a provider drops packets with addresses of another one.
 */
export function lowerAnswers({ uplinks }: Place): Resource[] {
  const routed = uplinks.filter(({ isRouted, number }) => isRouted && number <= LAST_UPLINK);
  if (routed.length < 2) return [];
  const taken = new Set<string>();
  return routed.flatMap((uplink) => {
    const own = uplink.addresses.filter((address) => !taken.has(address));
    for (const address of own) taken.add(address);
    return [...waysOut(uplink), ...own.map((address) => answerPath(uplink, address))];
  });
}

function waysOut({ interface: link, gateway, number }: PlaceUplink): [Route, Rule] {
  const table = answerTable(number);
  const route = defaultRoute(table, link, gateway, `the way of answers by ${link}`);
  const rule: Rule = {
    kind: 'rule',
    id: `rule:${table}:answers`,
    attributes: {
      priority: ANSWER_RULE_PRIORITY,
      iif: null,
      fwmark: answerMark(number),
      mask: ANSWER_MASK,
      table,
      goto: null,
    },
    why: `route answers that leave by ${link}`,
  };
  return [route, rule];
}

function answerPath({ interface: link, number }: PlaceUplink, address: string): AnswerPath {
  return {
    kind: 'answer-path',
    id: `answer-path:${address}`,
    attributes: { address, mark: answerMark(number) },
    dependsOn: ['packet-filter:vpcctl', `rule:${answerTable(number)}:answers`],
    why: `answers from ${address} leave by ${link}`,
  };
}

/** Routes of the host with this prefix length, or a shorter one, are default routes or parts. */
const LONGEST_WIDE = 7;

/**
 * The default route of a VPC with a named uplink. Other routes of the host come before it, as for
 * the host itself: they lead to neighbours of the uplink, or to what the packet filter denies. Its
 * table is not the VPC's own, in which answers that leave by another uplink are looked up first.
 * While its interface is down or away, the route cannot be: the VPC has no internet then.
 */
export function lowerNamedUplink(vpc: Vpc, { uplinks, running }: Place): Resource[] {
  const { uplink, name, segment } = vpc;
  if (uplink === null) return [];
  const link = uplink.interface;
  const now = uplinks.find((each) => each.interface === link);
  const table = uplinkTableOf(vpc);
  const why = `route from ${name} to the internet by ${link}`;
  // Both are behind the rule that looks up the VPC's own table, in the same group.
  const priority = markRulePriority(segment);
  const common = { iif: null, fwmark: segment, mask: null, goto: null };
  const rule: Rule = {
    kind: 'rule',
    id: `rule:${table}:fwmark`,
    attributes: { ...common, priority: priority + 2, table },
    dependsOn: [markGroupRuleId(segment)],
    why,
  };
  const nearer: Rule = {
    kind: 'rule',
    id: `rule:${table}:main`,
    attributes: { ...common, priority: priority + 1, table: MAIN_TABLE, longerThan: LONGEST_WIDE },
    dependsOn: [markGroupRuleId(segment)],
    why: `routes of the host that are no default routes come first for ${name}, too`,
  };
  const isAway = running?.includes(link) === false;
  const route = defaultRoute(table, link, now?.gateway ?? uplink.gateway, why);
  return [...(isAway ? [] : [route]), rule, nearer];
}

function defaultRoute(table: number, link: string, via: string | null, why: string): Route {
  return {
    kind: 'route',
    id: `route:${table}:default`,
    attributes: {
      ...{ namespace: null, table, destination: 'default', link, via },
      ...{ onlink: via !== null, metric: null, source: null },
    },
    why,
  };
}
