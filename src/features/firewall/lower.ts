import {
  boundaryId,
  type GroupRule,
  isSameJson,
  type LoweredPart,
  type SecurityGroup,
  type State,
} from '@vpcctl/sdk';
import { once, ownValue } from '../../model/records.js';
import { workloadsOf } from '../../model/workloads/index.js';
import { INSTANCE_FEATURE, instancesOf } from '../instance/state.js';
import { peeringKey, selectPeerings } from '../peering/state.js';
import { requireSubnet, selectSubnets } from '../subnet/state.js';
import { requireVpc, selectVpcs } from '../vpc/state.js';
import { isReference, parseReference, type Reference, resolveRemote } from './reference.js';
import { type Firewall, type FirewallRule, selectFirewalls } from './state.js';

/** Each policy as the security group of its subnet. */
export function partsOfPolicies(state: State): ReadonlyMap<string, LoweredPart> {
  const parts = new Map<string, LoweredPart>();
  const dependenciesOf = dependenciesIn(state);
  for (const [key, policy, references] of policiesIn(selectFirewalls(state))) {
    parts.set(key, {
      of: dependenciesOf(key, policy, references),
      lower: () => [lowerPolicy(state, policy)],
    });
  }
  return parts;
}

/** Two states mostly share their policies, and the references in thousands of rules. */
const policiesIn = once((policies: Readonly<Record<string, Firewall>>) =>
  Object.entries(policies).map(([key, policy]) => [key, policy, referencesOf(policy)] as const),
);

/** Gives all that {@link lowerPolicy} reads of the state. Each command asks this of all policies. */
function dependenciesIn(
  state: State,
): (key: string, policy: Firewall, references: readonly Referred[]) => unknown[] {
  const vpcs = selectVpcs(state);
  // Their keys have a slash, so no name of a prototype is one.
  const [subnets, peerings] = [selectSubnets(state), selectPeerings(state)];
  return (key, policy, references) => {
    const of: unknown[] = [policy, ownValue(vpcs, policy.vpc), subnets[key]];
    const addInstances = instanceAdder(state, of);
    addInstances(policy.vpc, policy.subnet);
    for (const reference of references) {
      of.push(subnets[reference.key]);
      addInstances(reference.vpc, reference.subnet);
      if (reference.peering !== null) of.push(peerings[reference.peering] === undefined);
    }
    return of;
  };
}

const none = () => {};

/** Mostly there are no instances, and policies refer to subnets thousands of times. */
function instanceAdder(state: State, to: unknown[]): (vpc: string, subnet: string) => void {
  if (state[INSTANCE_FEATURE] === undefined) return none;
  return (vpc, subnet) => {
    const instances = instancesOf(state, vpc, subnet);
    // The number keeps the instances of two subnets apart.
    to.push(instances.length, ...instances);
  };
}

/** A subnet that a policy refers to. */
interface Referred extends Reference {
  /** Its key in the state. */
  readonly key: string;
  /** The key of the peering between the two VPCs; null within one VPC. */
  readonly peering: string | null;
}

const NO_REFERENCES: readonly Referred[] = [];

/** The references in the rules of a policy, each once. Mostly there are none. */
function referencesOf({ vpc, ingress, egress }: Firewall): readonly Referred[] {
  let remotes: Set<string> | null = null;
  for (const rules of [ingress, egress]) {
    if (rules === null) continue;
    for (const { remote } of rules) {
      if (remote !== null && isReference(remote)) remotes = (remotes ?? new Set()).add(remote);
    }
  }
  if (remotes === null) return NO_REFERENCES;
  return [...remotes].flatMap((remote) => {
    const reference = parseReference(remote);
    if (reference === null) return [];
    const key = `${reference.vpc}/${reference.subnet}`;
    const peering = reference.vpc === vpc ? null : peeringKey(vpc, reference.vpc);
    return [{ ...reference, key, peering }];
  });
}

function lowerPolicy(state: State, { vpc, subnet, ingress, egress }: Firewall): SecurityGroup {
  const label = `${vpc}/${subnet}`;
  const own = requireSubnet(state, vpc, subnet);
  const within = requireVpc(state, vpc);
  const workloads = workloadsOf(state, own);
  const name = own.madeAs ?? label;
  return {
    kind: 'security-group',
    id: `security-group:${name}`,
    attributes: {
      name,
      bridge: within.bridge.name,
      addresses: workloads.flatMap(({ addresses }) => addresses.map(({ text }) => text)),
      ingress: lowerRules(state, vpc, ingress),
      egress: lowerRules(state, vpc, egress),
    },
    dependsOn: [boundaryId(within)],
    why: `the policy of ${label}`,
  };
}

function lowerRules(
  state: State,
  vpc: string,
  rules: readonly FirewallRule[] | null,
): GroupRule[] | null {
  if (rules === null) return null;
  return fixedRules(rules) ?? referringRules(state, vpc, rules);
}

/**
 * Rules with references. States in which these stand for the same addresses share the result, so
 * that a difference of the two does not look into it.
 */
function referringRules(state: State, vpc: string, rules: readonly FirewallRule[]): GroupRule[] {
  const remotes = rules.map(({ remote }) => resolveRemote(state, vpc, remote));
  const last = lastLowered.get(rules);
  if (last?.every((rule, at) => isSameJson(rule.remotes, remotes[at]))) return last;
  const lowered = rules.map((rule, at) => lowerRule(rule, remotes[at] ?? null));
  lastLowered.set(rules, lowered);
  return lowered;
}

const lastLowered = new WeakMap<readonly FirewallRule[], GroupRule[]>();

/**
 * The rules of a policy that refers to no subnet; null for any other. They depend on nothing else of
 * the state, so states that share the policy share them, too.
 */
const fixedRules = once((rules: readonly FirewallRule[]): GroupRule[] | null => {
  if (rules.some(({ remote }) => remote !== null && isReference(remote))) return null;
  return rules.map((rule) => lowerRule(rule, rule.remote === null ? null : [rule.remote]));
});

function lowerRule(rule: FirewallRule, remotes: string[] | null): GroupRule {
  const { action, protocol, ports, description } = rule;
  return { action, protocol, ports, description, remotes };
}
