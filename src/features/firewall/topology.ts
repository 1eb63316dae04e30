import {
  countOf,
  type FeatureTopology,
  isSameJson,
  type JsonObject,
  type State,
  type TopologyPlace,
  topologyKey,
} from '@vpcctl/sdk';
import type * as z from 'zod';
import { ownValue } from '../../model/records.js';
import { requireSubnet } from '../subnet/state.js';
import { applyFirewall } from './apply.js';
import { clearFirewall } from './clear.js';
import { meantKey } from './meant-key.js';
import { rulesSchema } from './policy.js';
import { groupRules } from './rules.js';
import { type Firewall, type FirewallRule, selectFirewalls } from './state.js';

type Rules = z.infer<typeof rulesSchema>;

const DIRECTIONS = [
  ['ingress', 'source'],
  ['egress', 'destination'],
] as const;

const firewall = topologyKey<Rules>({
  level: 'subnet',
  name: 'firewall',
  schema: rulesSchema,
  meantKey,
  read: (state, place) => {
    const policy = policyAt(state, place);
    return policy === undefined ? undefined : asWritten(policy);
  },
  requests: (state, place, wanted) => {
    const [vpc = '', subnet = ''] = place;
    const now = policyAt(state, place);
    if (wanted === null) {
      return now === undefined ? [] : [{ type: clearFirewall.type, input: { vpc, subnet } }];
    }
    if (now !== undefined && isSameJson(recorded(wanted), rulesOf(now))) return [];
    const { cidr } = requireSubnet(state, vpc, subnet);
    const policy = { subnet: cidr, ...wanted };
    return [{ type: applyFirewall.type, input: { vpc, subnet, policy } }];
  },
  describe: (state, place, wanted) => {
    if (wanted === null) return 'loses its policy';
    const now = policyAt(state, place);
    const [before, after] = [now === undefined ? null : rulesOf(now), recorded(wanted)];
    return before === null
      ? `gets a policy of ${countOf(size(after), 'rule')}`
      : changed(before, after);
  },
});

export const firewallTopology: FeatureTopology = { keys: [firewall] };

type RecordedRules = Pick<Firewall, 'ingress' | 'egress'>;

function policyAt(state: State, [vpc = '', subnet = '']: TopologyPlace): Firewall | undefined {
  return ownValue(selectFirewalls(state), `${vpc}/${subnet}`);
}

function recorded({ ingress, egress }: Rules): RecordedRules {
  return { ingress: groupRules(ingress), egress: groupRules(egress) };
}

function rulesOf({ ingress, egress }: Firewall): RecordedRules {
  return { ingress, egress };
}

function size({ ingress, egress }: RecordedRules): number {
  return (ingress?.length ?? 0) + (egress?.length ?? 0);
}

/** `policy gets 1 rule and loses 2 rules`, or `policy changes` where only the order does. */
function changed(before: RecordedRules, after: RecordedRules): string {
  const [old, fresh] = [wordsOf(before), wordsOf(after)];
  const gets = countMissing(fresh, old);
  const loses = countMissing(old, fresh);
  const parts = [
    ...(gets > 0 ? [`gets ${countOf(gets, 'rule')}`] : []),
    ...(loses > 0 ? [`loses ${countOf(loses, 'rule')}`] : []),
  ];
  return `policy ${parts.length === 0 ? 'changes' : parts.join(' and ')}`;
}

function wordsOf(rules: RecordedRules): string[] {
  return DIRECTIONS.flatMap(([direction]) =>
    (rules[direction] ?? []).map((rule) => `${direction} ${JSON.stringify(rule)}`),
  );
}

/** How many of `all` are not in `among`, each as often as it is there. */
function countMissing(all: readonly string[], among: readonly string[]): number {
  const left = new Map<string, number>();
  for (const each of among) left.set(each, (left.get(each) ?? 0) + 1);
  return all.filter((each) => {
    const count = left.get(each) ?? 0;
    left.set(each, count - 1);
    return count <= 0;
  }).length;
}

/** The policy as a file has it. Reading it back gives the same rules. */
function asWritten(policy: Firewall): JsonObject {
  return Object.fromEntries(
    DIRECTIONS.flatMap(([direction, remote]) => {
      const rules = policy[direction];
      return rules === null ? [] : [[direction, rules.map((rule) => ruleAsWritten(rule, remote))]];
    }),
  );
}

function ruleAsWritten(rule: FirewallRule, key: 'source' | 'destination'): JsonObject {
  const { action, protocol, ports, remote, description } = rule;
  return {
    action,
    ...(protocol !== 'all' && { protocol }),
    ...(ports !== null && { [protocol === 'icmp' ? 'type' : 'port']: rangeAsWritten(ports) }),
    ...(remote !== null && { [key]: remote }),
    ...(description !== null && { description }),
  };
}

function rangeAsWritten({ from, to }: { from: number; to: number }): string | number {
  return from === to ? from : `${from}-${to}`;
}
