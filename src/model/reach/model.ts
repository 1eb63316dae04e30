import {
  type Address,
  afterRename,
  type CoreResource,
  type FlowVerdict,
  type FlowView,
  type HostRoute,
  type Network,
  parseDestination,
  parseNetwork,
  type Renamed,
  type Resource,
  type State,
} from '@vpcctl/sdk';
import { isFiltered } from '../../features/backend/state.js';
import {
  FIREWALL_FEATURE,
  type Firewall,
  type FirewallRule,
  resolveRemote,
  selectFirewalls,
} from '../../features/firewall/state.js';
import { INSTANCE_FEATURE } from '../../features/instance/state.js';
import { PEERING_FEATURE, selectPeerings } from '../../features/peering/state.js';
import { requireSubnet, SUBNET_FEATURE } from '../../features/subnet/state.js';
import { selectVpcs, VPC_FEATURE, type Vpc } from '../../features/vpc/state.js';
import { lazily } from '../records.js';
import type { Hindrance } from '../traffic/index.js';
import { allWorkloads, type Workload as KnownWorkload } from '../workloads/select.js';

/**
 * The reason for a step: a part of the state, by its feature and its key there (a missing part can
 * decide a step, too), or a resource by its id, whichever feature lowered it.
 */
export type Subject =
  | { readonly feature: string; readonly key: string }
  | { readonly resource: string };

/** The part `key` of a feature's slice, as the reason for a step. */
export function subject(feature: string, key: string): Subject {
  return { feature, key };
}

/** A workload behind a router: a subnet's own, or an instance. */
export interface Workload {
  /** `vpc1/private`, `vpc1/private/web1`. */
  readonly name: string;
  readonly vpc: string;
  /** One for each family that its subnet has. */
  readonly addresses: readonly Address[];
  readonly namespace: string;
  /**
   * The destinations that it sends to the VPC's router or to its neighbours there. An attached
   * namespace may send other packets elsewhere.
   */
  readonly routes: readonly Network[];
  /** Whether it may open connections out of the VPC's uplink. */
  readonly isPublic: boolean;
  /** The subnet whose policy applies to it, if there is one: `vpc1/private`. */
  readonly group: string;
  readonly about: Subject;
}

/** The policy of a subnet; a direction that is null is open. */
export interface Policy extends Firewall {
  ingress: Rule[] | null;
  egress: Rule[] | null;
}

/** A rule with its current remotes. Null is any address, and an empty list matches nothing. */
export interface Rule extends FirewallRule {
  remotes: readonly Network[] | null;
}

/** A VPC with its parsed CIDR. */
export interface VpcNetwork {
  readonly vpc: Vpc;
  readonly cidr: Network;
  readonly about: Subject;
}

/** A peering: on each side a VPC, and those of its CIDRs that take part. */
export interface Link {
  readonly sides: readonly [Side, Side];
  readonly about: Subject;
}

export interface Side {
  readonly vpc: string;
  readonly cidrs: readonly Network[];
}

/** A port forward to workloads of a VPC. */
export interface Forward {
  readonly network: VpcNetwork;
  /** The host's address that it listens at; null is any. */
  readonly listen: string | null;
  readonly protocol: 'tcp' | 'udp';
  readonly ports: { readonly from: number; readonly to: number };
  /** The targets, which take turns. The first port of a range maps to `port`, and so on. */
  readonly targets: readonly { readonly address: string; readonly port: number }[];
  readonly about: Subject;
}

/** A port of a VPC's gateway at which the host serves some workloads of the VPC. */
export interface HostService {
  readonly network: VpcNetwork;
  /** The addresses of those workloads. */
  readonly addresses: readonly string[];
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly about: Subject;
}

/**
 * The host besides its VPCs. Null: unknown, and every address outside the VPCs is on the internet.
 */
export type HostView = {
  /** Its addresses without its VPCs' gateways. */
  readonly addresses: readonly string[];
  /** The routes of its main table without those to its VPCs. */
  readonly routes: readonly HostRoute[];
  /** The interfaces by which VPCs without a named uplink may reach the internet. */
  readonly uplinks: readonly string[];
  /** What keeps packets from arriving besides; none where nothing was looked for. */
  readonly hindrances?: readonly Hindrance[];
} | null;

/** A state with the resources that all features lower it to. */
export interface Lowered {
  readonly state: State;
  readonly resources: readonly Resource[];
}

/** The part of a state that decides whether packets arrive. */
export interface ReachModel {
  readonly networks: readonly VpcNetwork[];
  readonly workloads: readonly Workload[];
  readonly links: readonly Link[];
  /** By `<vpc>/<subnet>`. */
  readonly policies: Readonly<Record<string, Policy>>;
  readonly forwards: readonly Forward[];
  readonly services: readonly HostService[];
  readonly host: HostView;
  /** Whether the packet policy is enforced at all: the backend `none` enforces none. */
  readonly isFiltered: boolean;
  /** The features that have a say in which packets pass. */
  readonly judges: readonly Judge[];
}

/** A feature that drops packets by rules of its own. */
export interface Judge {
  readonly feature: string;
  readonly judge: (packet: FlowView) => FlowVerdict | null;
}

/**
 * The part of a state that decides whether packets arrive. The core's features are read from the
 * state. Port forwards and host services, which plugins may lower, are read from the resources.
 * Pure.
 */
export function reachModelOf({ state, resources }: Lowered, host: HostView = null): ReachModel {
  const networks = Object.values(selectVpcs(state)).map((vpc) => ({
    vpc,
    cidr: parseNetwork(vpc.cidr),
    about: subject(VPC_FEATURE, vpc.name),
  }));
  return {
    networks,
    workloads: workloadsOf(state),
    links: Object.entries(selectPeerings(state)).map(([key, { vpcs, cidrs }]) => ({
      sides: [side(vpcs[0], cidrs[0]), side(vpcs[1], cidrs[1])],
      about: subject(PEERING_FEATURE, key),
    })),
    policies: Object.fromEntries(
      Object.entries(selectFirewalls(state)).map(([group, policy]) => [
        group,
        policyOf(state, policy),
      ]),
    ),
    forwards: ofKind(resources, 'port-forward').flatMap(({ id, attributes }) =>
      behind(networks, id, attributes),
    ),
    services: ofKind(resources, 'host-service').flatMap(({ id, attributes }) =>
      behind(networks, id, attributes),
    ),
    host,
    isFiltered: isFiltered(state),
    judges: [],
  };
}

/** The workloads of a state. Pure. */
export function workloadsOf(state: State): Workload[] {
  return allWorkloads(state).map((workload) => workloadOf(state, workload));
}

function ofKind<K extends CoreResource['kind']>(resources: readonly Resource[], kind: K) {
  return resources.filter((each): each is Extract<CoreResource, { kind: K }> => each.kind === kind);
}

/** The attributes of a router's resource, with the router's network. */
function behind<A extends { readonly bridge: string }>(
  networks: readonly VpcNetwork[],
  id: string,
  attributes: A,
): (A & { readonly network: VpcNetwork; readonly about: Subject })[] {
  return networks
    .filter(({ vpc }) => vpc.bridge.name === attributes.bridge)
    .map((network) => ({ ...attributes, network, about: { resource: id } }));
}

function workloadOf(
  state: State,
  { label, vpc, subnet: name, addresses, namespace, attachment }: KnownWorkload,
): Workload {
  const { cidr, type } = requireSubnet(state, vpc, name);
  const group = `${vpc}/${name}`;
  const routes = (attachment?.routes ?? ['default']).map(parseDestination);
  return {
    ...{ name: label, vpc, addresses, namespace, group },
    routes: [parseNetwork(cidr), ...routes],
    isPublic: type === 'public',
    about: subject(label === group ? SUBNET_FEATURE : INSTANCE_FEATURE, label),
  };
}

/** A question looks at the rules of two policies at most, so each list is made when it is read. */
function policyOf(state: State, policy: Firewall): Policy {
  const { vpc } = policy;
  const ingress = lazily(() => rulesOf(state, vpc, policy.ingress));
  const egress = lazily(() => rulesOf(state, vpc, policy.egress));
  return {
    ...policy,
    get ingress() {
      return ingress();
    },
    get egress() {
      return egress();
    },
  };
}

function rulesOf(state: State, vpc: string, rules: readonly FirewallRule[] | null): Rule[] | null {
  if (rules === null) return null;
  return rules.map((rule) => ({
    ...rule,
    remotes: resolveRemote(state, vpc, rule.remote)?.map((text) => parseNetwork(text)) ?? null,
  }));
}

function side(vpc: string, cidrs: readonly string[]): Side {
  return { vpc, cidrs: cidrs.map((text) => parseNetwork(text)) };
}

/** The policy of `group`, as the reason for a step. */
export function policySubject(group: string): Subject {
  return subject(FIREWALL_FEATURE, group);
}

/**
 * The key that a part of a feature's slice had before a rename. Null: there was no such part, since
 * something else had that name. Pure.
 */
export function keyBefore(feature: string, key: string, renamed: Renamed): string | null {
  if (feature !== PEERING_FEATURE) return placeBefore(key, renamed);
  const vpcs = key.split('/').map((vpc) => placeBefore(vpc, renamed));
  return vpcs.includes(null) ? null : vpcs.sort().join('/');
}

function placeBefore(place: string, renamed: Renamed): string | null {
  const before = afterRename(reverseOf(renamed), place);
  if (before !== place) return before;
  return afterRename(renamed, place) === place ? place : null;
}

/** The rename back: what has the new name gets the old one. Pure. */
export function reverseOf({ vpc, subnet, instance, to }: Renamed): Renamed {
  if (subnet === null) return { vpc: to, subnet, instance, to: vpc };
  if (instance === null) return { vpc, subnet: to, instance, to: subnet };
  return { vpc, subnet, instance: to, to: instance };
}
