import {
  containsAddress,
  groupBy,
  hostAt,
  hostCount,
  ipv4Of,
  type Network,
  overlaps,
  parseNetwork,
  type RouteQuestion,
  type State,
  type TrafficFacts,
  type TrafficNeeds,
} from '@vpcctl/sdk';
import { selectPeerings } from '../../features/peering/state.js';
import { requireSubnet, selectVpcs, type Vpc } from '../network/index.js';
import { allWorkloads, type Workload } from '../workloads/select.js';
import { type End, vpcEnd } from './hindrance.js';

/** An address on the internet. Only its route is asked for: no packet is sent. */
const ON_THE_INTERNET = '1.1.1.1';

/** A VPC with what questions and faults need of it. */
export interface KnownVpc {
  readonly vpc: Vpc;
  readonly cidr: Network;
  readonly workloads: readonly Workload[];
  /** The first workload that may use the internet. */
  readonly isPublic: Workload | null;
  /** Whether another VPC has some of its addresses. */
  readonly hasTwin: boolean;
  /** Whether it is younger than such a VPC: what has no mark goes to the oldest one. */
  readonly isShadowed: boolean;
}

/** The interfaces by which a VPC reaches the internet: the one that is named, or what the kernel chose. Pure. */
export function uplinksOf({ answers }: TrafficFacts, { vpc }: KnownVpc): string[] {
  if (vpc.uplink !== null) return [vpc.uplink.interface];
  const asked = named(vpcEnd(vpc.name), 'internet');
  return answers.flatMap(({ question, there }) =>
    question.name === asked && !('error' in there) && there.interface !== null
      ? [there.interface]
      : [],
  );
}

/** The VPCs of a state with their workloads. Pure. */
export function knownVpcs(state: State): KnownVpc[] {
  const workloads = groupBy(allWorkloads(state), ({ vpc }) => [vpc]);
  const vpcs = Object.values(selectVpcs(state)).map((vpc) => ({
    vpc,
    cidr: parseNetwork(vpc.cidr),
  }));
  return vpcs.map(({ vpc, cidr }) => {
    const own = workloads.get(vpc.name) ?? [];
    const isPublic = own.find(
      (each) => requireSubnet(state, vpc.name, each.subnet).type === 'public',
    );
    const twins = vpcs.filter((each) => each.vpc !== vpc && overlaps(each.cidr, cidr));
    return {
      ...{ vpc, cidr, workloads: own, isPublic: isPublic ?? null },
      hasTwin: twins.length > 0,
      isShadowed: twins.some((each) => each.vpc.segment < vpc.segment),
    };
  });
}

/**
 * What has to be read of the host to find hindrances: a few routes a VPC. Pure.
 * @param isRoot whether processes of other users can be seen
 */
export function trafficNeeds(state: State, isRoot: boolean): TrafficNeeds {
  const vpcs = knownVpcs(state);
  return {
    routes: [
      ...vpcs.flatMap((known) => questionsOf(known, vpcs)),
      ...peeringQuestions(state, vpcs),
    ],
    forwarding: [
      ...new Set(
        vpcs.flatMap(({ vpc }) => [vpc.bridge.name, ...(vpc.uplink ? [vpc.uplink.interface] : [])]),
      ),
    ],
    attached: vpcs.flatMap(({ workloads }) =>
      workloads.flatMap(({ namespace, attachment }) =>
        attachment !== null && (isRoot || attachment.process === null)
          ? [{ namespace, process: attachment.process }]
          : [],
      ),
    ),
  };
}

function questionsOf({ vpc, cidr, workloads, isPublic }: KnownVpc, all: readonly KnownVpc[]) {
  const [one, other] = workloads;
  if (one === undefined) return [];
  const here = { incoming: vpc.bridge.name, mark: vpc.segment };
  const source = addressOf(one);
  const own = vpcEnd(vpc.name);
  const destination = other === undefined ? otherAddress(cidr, vpc, source) : addressOf(other);
  const questions: RouteQuestion[] = [];
  if (destination !== null) {
    questions.push({ name: named(own, own), ...here, source, destination, back: false });
  }
  const router = { source, destination: vpc.gateway };
  questions.push({ name: named(own, 'host'), ...here, ...router, back: false });
  if (isPublic !== null) {
    const out = { source: addressOf(isPublic), destination: ON_THE_INTERNET };
    questions.push({ name: named(own, 'internet'), ...here, ...out, back: true });
  }
  // Of two VPCs with one address, the host itself reaches the older one.
  const older = all.some(
    (each) => each.vpc.segment < vpc.segment && containsAddress(each.cidr, ipv4Of(one.addresses)),
  );
  if (!older) {
    const asHost = { incoming: null, mark: 0, source: vpc.gateway, destination: source };
    questions.push({ name: named('host', own), ...asHost, back: false });
  }
  return questions;
}

function peeringQuestions(state: State, vpcs: readonly KnownVpc[]): RouteQuestion[] {
  const byName = new Map(vpcs.map((known) => [known.vpc.name, known]));
  return Object.values(selectPeerings(state)).flatMap(({ vpcs: [a, b] }) => {
    const [one, other] = [byName.get(a), byName.get(b)];
    const [from, to] = [one?.workloads[0], other?.workloads[0]];
    if (one === undefined || from === undefined || to === undefined) return [];
    return [
      {
        name: named(vpcEnd(a), vpcEnd(b)),
        ...{ incoming: one.vpc.bridge.name, mark: one.vpc.segment, back: false },
        ...{ source: addressOf(from), destination: addressOf(to) },
      },
    ];
  });
}

export function addressOf({ addresses }: Workload): string {
  return ipv4Of(addresses).text;
}

/** An address of a VPC that is neither its router's nor `known`; null in the smallest network. */
function otherAddress(cidr: Network, { gateway }: Vpc, known: string): string | null {
  const count = Number(hostCount(cidr));
  for (let n = count; n > Math.max(0, count - 3); n -= 1) {
    const { text } = hostAt(cidr, n);
    if (text !== gateway && text !== known) return text;
  }
  return null;
}

const ARROW = ' -> ';

function named(from: End, to: End): string {
  return `${from}${ARROW}${to}`;
}

/** The ends of a question's packet. */
export function endsOf({ name }: RouteQuestion): { readonly from: End; readonly to: End } {
  const [from, to] = name.split(ARROW);
  return { from: from as End, to: to as End };
}
