import {
  type Change,
  diff,
  type HostCommand,
  type PeeringPermission,
  type Port,
  type Resource,
  type Router,
  type SecurityGroup,
} from '@vpcctl/sdk';

/** Why that is run, for `--explain`: it is no change of its own. */
export const ENDED = 'connections end that may not be any more';

/**
 * What ends the connections that a step closes, once the new policy is in force: one `conntrack`, or nothing where
 * nothing is closed. Pure. A filter asks about new connections only, so one that stands would outlive its rule.
 *
 * Selectors know zones, marks and addresses, but not the rules of a group: where a group gets other rules, all
 * connections it could speak of are forgotten. The kernel takes up again what is still allowed
 * (nf_conntrack_tcp_loose), but for a masquerade whose port was changed.
 */
export function endConnections(
  before: readonly Resource[],
  after: readonly Resource[],
): HostCommand[] {
  const routers = before.filter(isRouter).map(({ attributes }) => attributes);
  const peerings = before.filter(isPeering).map(({ attributes }) => attributes);
  const place = (bridge: string): Place | null => {
    const own = routers.find((router) => router.bridge === bridge);
    if (own === undefined) return null;
    const peers = peerings
      .filter(({ sides }) => sides.some((side) => side.bridge === bridge))
      .flatMap(({ sides }) => sides.map((side) => side.bridge));
    const from = routers.filter((router) => router === own || peers.includes(router.bridge));
    return { zone: own.zone, from: from.map(({ zone }) => zone) };
  };
  const selectors = diff(before, after).flatMap((change) => closedBy(change, place));
  if (selectors.length === 0) return [];
  return [
    {
      type: 'program',
      phase: 'settle',
      program: 'conntrack',
      arguments: ['--load-file', '-'],
      // A line that matches nothing is no error there, other than with `conntrack -D` (conntrack 1.4.7).
      input: [...new Set(selectors)].map((selector) => `-D ${selector}\n`).join(''),
      why: ENDED,
    },
  ];
}

/** The number of a VPC, and those of all whose machines can open connections into it. */
interface Place {
  readonly zone: number;
  readonly from: readonly number[];
}

function closedBy(change: Change, place: (bridge: string) => Place | null): string[] {
  const was = change.action === 'create' ? null : change.before;
  const is = change.action === 'delete' ? null : change.after;
  if (was !== null && isRouter(was)) {
    // Its own, those of the host with it, and what was forwarded to it: all have its mark.
    return is === null ? [`--mark ${was.attributes.zone}`] : [];
  }
  if (was !== null && isPort(was)) {
    const { bridge, address } = was.attributes;
    return [...into(place(bridge), address), ...outOf(place(bridge), address)];
  }
  if (was !== null && isPeering(was)) return between(was, place);
  return is !== null && isGroup(is)
    ? byGroup(was !== null && isGroup(was) ? was : null, is, place)
    : [];
}

function byGroup(
  was: SecurityGroup | null,
  { attributes }: SecurityGroup,
  place: (bridge: string) => Place | null,
): string[] {
  const at = place(attributes.bridge);
  const isNew = (direction: 'ingress' | 'egress') =>
    attributes[direction] !== null &&
    JSON.stringify(was?.attributes[direction]) !== JSON.stringify(attributes[direction]);
  return attributes.addresses.flatMap((address) => [
    ...(isNew('ingress') ? into(at, address) : []),
    ...(isNew('egress') ? outOf(at, address) : []),
  ]);
}

function between({ attributes }: PeeringPermission, place: (bridge: string) => Place | null) {
  const [one, other] = attributes.sides;
  return [[one, other] as const, [other, one] as const].flatMap(([from, to]) => {
    const at = place(from.bridge);
    if (at === null) return [];
    return from.cidrs.flatMap((source) =>
      to.cidrs.map((destination) => `--orig-zone ${at.zone} -s ${source} -d ${destination}`),
    );
  });
}

/** From its VPC, from its peers, and from the host or by a forwarded port. */
function into(at: Place | null, address: string): string[] {
  if (at === null) return [];
  return [
    ...at.from.map((zone) => `--orig-zone ${zone} -d ${address}`),
    `--mark ${at.zone} --reply-src ${address}`,
  ];
}

function outOf(at: Place | null, address: string): string[] {
  return at === null ? [] : [`--orig-zone ${at.zone} -s ${address}`];
}

// The core's own features make them, as plugins/sdk/src/resources.ts describes.
const isRouter = (resource: Resource): resource is Router => resource.kind === 'router';
const isPort = (resource: Resource): resource is Port => resource.kind === 'port';
const isPeering = (resource: Resource): resource is PeeringPermission =>
  resource.kind === 'peering';
const isGroup = (resource: Resource): resource is SecurityGroup =>
  resource.kind === 'security-group';
