import {
  type AppliedChange,
  type Change,
  changedResource,
  isPacketPolicy,
  isSameJson,
  type Operation,
  type PacketPolicyResource,
  type Resource,
} from '@vpcctl/sdk';

/** The reason that `--explain` shows: the flush is no resource change of its own. */
export const FLUSH_REASON = 'flush connections the policy no longer allows';
const OPENED_REASON = 'flush connections that would keep going past the new forward';

/**
 * The conntrack flush that ends the connections that a change no longer allows, and those that go
 * past what it opened. Pure. It runs once the new policy is in force. Where something is closed it
 * reads the connections of the affected VPCs, and where a forward comes, all. A filter checks new
 * connections only, so an established one would outlive its rule, and NAT likewise.
 */
export function flushAfter({ changes, known, desired, inForce }: AppliedChange): Operation[] {
  const made = new Set(changes.filter(isNewBridge).map(({ after }) => after.attributes['name']));
  const closing = new Map(
    changes
      .filter((change) => mayClose(change, made))
      .map((change) => [changedResource(change).id, change.action]),
  );
  const policies = known.filter(isPacketPolicy);
  const changed = policies.filter(({ id }) => closing.has(id));
  const vpcs = affectedVpcs(changed, policies);
  const opened = changes.flatMap(redirecting);
  if (vpcs.length === 0 && opened.length === 0) return [];
  const wanted = new Map(desired.filter(isPacketPolicy).map((each) => [each.id, each]));
  // A resource that is deleted and created again counts as gone: the source guard of a recreated
  // veth pair, for example.
  const gone = changed.filter(
    (each) => closing.get(each.id) === 'delete' || !isSame(each, wanted.get(each.id)),
  );
  const remaining = new Set(segmentsOf([...wanted.values()]));
  let policy: readonly PacketPolicyResource[] | undefined;
  return [
    {
      op: 'conntrack.flush',
      phase: 'configure',
      namespace: null,
      resources: [...new Set([...changed, ...opened].map(({ id }) => id))],
      why: vpcs.length === 0 ? OPENED_REASON : FLUSH_REASON,
      vpcs,
      deleted: vpcs.filter((vpc) => !remaining.has(vpc)),
      gone,
      opened,
      get policy() {
        policy ??= (inForce?.() ?? desired).filter(isPacketPolicy);
        return policy;
      },
    },
  ];
}

/** What a change makes send connections elsewhere that went on unchanged before. */
function redirecting(change: Change): PacketPolicyResource[] {
  if (change.action === 'delete') return [];
  const { after } = change;
  // Another target is for new connections: those of the old ones end because the forward changed.
  if (change.action === 'update' && isSame(open(change.before), open(after))) return [];
  const isRedirecting = after.kind === 'port-forward' || after.kind === 'host-service';
  return isRedirecting && isPacketPolicy(after) ? [after] : [];
}

/** A forward without its targets. */
function open(resource: Resource): Resource {
  const { targets: _, ...attributes } = resource.attributes;
  return { ...resource, attributes };
}

/**
 * Whether a change may close what was open before it.
 * @param made the names of the bridges that the same changes create
 */
function mayClose(change: Change, made: ReadonlySet<unknown>): boolean {
  const { kind, attributes } = changedResource(change);
  // A hairpin is a path for what a port forward opens, and opens nothing by itself.
  if (kind === 'hairpin') return false;
  switch (change.action) {
    case 'delete':
      return kind !== 'security-group';
    case 'update':
      return true;
    case 'create':
      // A router without its boundary may have passed any connection.
      return (
        kind === 'security-group' || (kind === 'vpc-boundary' && !made.has(attributes['bridge']))
      );
  }
}

const isNewBridge = (change: Change): change is Change & { action: 'create' } =>
  change.action === 'create' && change.after.kind === 'bridge';

function isSame(one: Resource, other: Resource | undefined): boolean {
  return other !== undefined && isSameJson(one.attributes, other.attributes);
}

/**
 * The segments of the VPCs that `changed` belongs to, and of their peers, whose workloads may have
 * connections into them.
 */
function affectedVpcs(
  changed: readonly PacketPolicyResource[],
  all: readonly PacketPolicyResource[],
): number[] {
  const wholly = changed.some(({ kind }) => kind === 'packet-filter');
  const affected = new Set(changed.flatMap(bridgesOf));
  const peers = new Set(
    all
      .filter(({ kind }) => kind === 'peering')
      .map(bridgesOf)
      .filter((bridges) => bridges.some((bridge) => affected.has(bridge)))
      .flat(),
  );
  return segmentsOf(all, (bridge) => wholly || affected.has(bridge) || peers.has(bridge));
}

/** The segments of the VPCs whose boundary is among `policies`, each once. */
function segmentsOf(
  policies: readonly PacketPolicyResource[],
  isWanted: (bridge: string) => boolean = () => true,
): number[] {
  const segments = policies.flatMap((each) => {
    if (each.kind !== 'vpc-boundary') return [];
    const { bridge, segment } = each.attributes;
    return isWanted(bridge) ? [segment] : [];
  });
  return [...new Set(segments)];
}

function bridgesOf({ kind, attributes }: PacketPolicyResource): string[] {
  switch (kind) {
    case 'packet-filter':
    case 'answer-path':
    // The kernel ends masqueraded connections that would leave by another interface itself.
    case 'uplink':
      return [];
    case 'peering':
      return attributes.sides.map(({ bridge }) => bridge);
    default:
      return [attributes.bridge];
  }
}
