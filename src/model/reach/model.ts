import {
  type Cidr,
  type CoreResource,
  type HostRoute,
  parseCidr,
  type Resource,
  type State,
} from '@vpcctl/sdk';
import { resolveRemote } from '../../features/firewall/reference.js';
import {
  FIREWALL_FEATURE,
  type Firewall,
  type FirewallRule,
  selectFirewalls,
} from '../../features/firewall/state.js';
import { INSTANCE_FEATURE } from '../../features/instance/state.js';
import { PEERING_FEATURE, selectPeerings } from '../../features/peering/state.js';
import { requireSubnet, SUBNET_FEATURE } from '../../features/subnet/state.js';
import { selectVpcs, VPC_FEATURE, type Vpc } from '../../features/vpc/state.js';
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
  readonly address: string;
  readonly namespace: string;
  /** What it sends to the VPC's router, or to its neighbours there; what was attached may send all else elsewhere. */
  readonly routes: readonly Cidr[];
  /** Whether it may open connections out of the VPC's uplink. */
  readonly isPublic: boolean;
  /** The subnet whose policy holds for it, where there is one: `vpc1/private`. */
  readonly group: string;
  readonly about: Subject;
}

/** The policy of a subnet; a direction that is null is open. */
export interface Policy extends Firewall {
  ingress: Rule[] | null;
  egress: Rule[] | null;
}

/** A rule, with the addresses of the other end as they are now; null is any, and with none it matches nothing. */
export interface Rule extends FirewallRule {
  remotes: readonly Cidr[] | null;
}

/** A VPC, with its network read. */
export interface Network {
  readonly vpc: Vpc;
  readonly cidr: Cidr;
  readonly about: Subject;
}

/** A peering: on each side a VPC, and what of it takes part. */
export interface Link {
  readonly sides: readonly [Side, Side];
  readonly about: Subject;
}

export interface Side {
  readonly vpc: string;
  readonly cidrs: readonly Cidr[];
}

/** Ports of the host that lead to machines of a VPC. */
export interface Forward {
  readonly network: Network;
  /** The address they are of; null is any address of the host. */
  readonly listen: string | null;
  readonly protocol: 'tcp' | 'udp';
  readonly ports: { readonly from: number; readonly to: number };
  /** Who gets it in turn; a range of ports goes on from `port`. */
  readonly targets: readonly { readonly address: string; readonly port: number }[];
  readonly about: Subject;
}

/** A port of a VPC's gateway at which the host serves some of its machines. */
export interface HostService {
  readonly network: Network;
  /** Of the machines that it is for. */
  readonly addresses: readonly string[];
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly about: Subject;
}

/** What is known of the host besides its VPCs; null: nothing, and all that is no VPC's is beyond the uplink. */
export type HostView = {
  /** Its addresses, but for its VPCs' gateways. */
  readonly addresses: readonly string[];
  /** The main table, but for routes to its VPCs. */
  readonly routes: readonly HostRoute[];
} | null;

/** A state, and the resources of all features that it stands for. */
export interface Lowered {
  readonly state: State;
  readonly resources: readonly Resource[];
}

/** The part of a state that decides who can reach whom. */
export interface ReachModel {
  readonly networks: readonly Network[];
  readonly workloads: readonly Workload[];
  readonly links: readonly Link[];
  /** By `<vpc>/<subnet>`. */
  readonly policies: Readonly<Record<string, Policy>>;
  readonly forwards: readonly Forward[];
  readonly services: readonly HostService[];
  readonly host: HostView;
}

/**
 * What of a state decides who can reach whom. What features of the core want is read in the state; what anybody may want, in
 * the resources. Pure.
 */
export function reachModelOf({ state, resources }: Lowered, host: HostView = null): ReachModel {
  const networks = Object.values(selectVpcs(state)).map((vpc) => ({
    vpc,
    cidr: parseCidr(vpc.cidr),
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
        {
          ...policy,
          ingress: rulesOf(state, policy.vpc, policy.ingress),
          egress: rulesOf(state, policy.vpc, policy.egress),
        },
      ]),
    ),
    forwards: ofKind(resources, 'port-forward').flatMap(({ id, attributes }) =>
      behind(networks, id, attributes),
    ),
    services: ofKind(resources, 'host-service').flatMap(({ id, attributes }) =>
      behind(networks, id, attributes),
    ),
    host,
  };
}

/** The machines of a state. Pure. */
export function workloadsOf(state: State): Workload[] {
  return allWorkloads(state).map((workload) => workloadOf(state, workload));
}

function ofKind<K extends CoreResource['kind']>(resources: readonly Resource[], kind: K) {
  return resources.filter((each): each is Extract<CoreResource, { kind: K }> => each.kind === kind);
}

/** A resource of a router, with the network behind that. */
function behind<A extends { readonly bridge: string }>(
  networks: readonly Network[],
  id: string,
  attributes: A,
): (A & { readonly network: Network; readonly about: Subject })[] {
  return networks
    .filter(({ vpc }) => vpc.bridge.name === attributes.bridge)
    .map((network) => ({ ...attributes, network, about: { resource: id } }));
}

function workloadOf(
  state: State,
  { label, vpc, subnet: name, address, namespace, attachment }: KnownWorkload,
): Workload {
  const { cidr, type } = requireSubnet(state, vpc, name);
  const group = `${vpc}/${name}`;
  const routes = (attachment?.routes ?? ['default']).map((destination) =>
    parseCidr(destination === 'default' ? '0.0.0.0/0' : destination),
  );
  return {
    ...{ name: label, vpc, address, namespace, group },
    routes: [parseCidr(cidr), ...routes],
    isPublic: type === 'public',
    about: subject(label === group ? SUBNET_FEATURE : INSTANCE_FEATURE, label),
  };
}

function rulesOf(state: State, vpc: string, rules: readonly FirewallRule[] | null): Rule[] | null {
  if (rules === null) return null;
  return rules.map((rule) => ({
    ...rule,
    remotes: resolveRemote(state, vpc, rule.remote)?.map((text) => parseCidr(text)) ?? null,
  }));
}

function side(vpc: string, cidrs: readonly string[]): Side {
  return { vpc, cidrs: cidrs.map((text) => parseCidr(text)) };
}

/** The policy of `group`, as a part of the state. */
export function policySubject(group: string): Subject {
  return subject(FIREWALL_FEATURE, group);
}
