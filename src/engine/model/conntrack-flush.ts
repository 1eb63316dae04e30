import { isDeepStrictEqual } from 'node:util';
import {
  type Change,
  changedResource,
  type HostCommand,
  PACKET_POLICY_KINDS,
  type PacketPolicyResource,
  type Resource,
} from '@vpcctl/sdk';

/** Why that is run, for `--explain`: it is no change of its own. */
export const FLUSH_REASON = 'connections end that may not be any more';

/**
 * What ends the connections that `changes` close, once the new policy is in force: one look at those of the VPCs that they
 * touch, or nothing where nothing is closed. Pure. A filter asks about new connections only, so one that stands would
 * outlive its rule.
 * @param known all that may have been there, and all that shall be. Of what was found on a host only the ids count: its
 *   attributes may be off
 */
export function flushCommands(
  changes: readonly Change[],
  known: readonly Resource[],
  desired: readonly Resource[],
): HostCommand[] {
  const made = new Set(changes.filter(isNewBridge).map(({ after }) => after.attributes['name']));
  const closing = new Map(
    changes
      .filter((change) => mayClose(change, made))
      .map((change) => [changedResource(change).id, change.action]),
  );
  const policies = known.filter(isPolicy);
  const changed = policies.filter(({ id }) => closing.has(id));
  const vpcs = touchedBy(changed, policies);
  if (vpcs.length === 0) return [];
  const policy = desired.filter(isPolicy);
  // What goes and comes again (a port whose cable is made anew) has gone, too.
  const gone = changed.filter(
    (each) => closing.get(each.id) === 'delete' || !policy.some((other) => isSame(each, other)),
  );
  return [{ type: 'conntrack-flush', phase: 'configure', why: FLUSH_REASON, vpcs, gone, policy }];
}

/** Whether something may be closed after a change that was open before it; `made` are the bridges that it brings. */
function mayClose(change: Change, made: ReadonlySet<unknown>): boolean {
  const { kind, attributes } = changedResource(change);
  // A way for what a forward opens, and nothing by itself.
  if (kind === 'hairpin') return false;
  switch (change.action) {
    case 'delete':
      return kind !== 'security-group';
    case 'update':
      return true;
    case 'create':
      // A router that stood without its rules has let through nobody knows what.
      return (
        kind === 'security-group' || (kind === 'vpc-boundary' && !made.has(attributes['bridge']))
      );
  }
}

const isNewBridge = (change: Change): change is Change & { action: 'create' } =>
  change.action === 'create' && change.after.kind === 'bridge';

function isSame(one: Resource, other: Resource): boolean {
  return one.id === other.id && isDeepStrictEqual(one.attributes, other.attributes);
}

/** The numbers of the VPCs that `changed` is about, and of their peers, whose machines may have connections into them. */
function touchedBy(
  changed: readonly PacketPolicyResource[],
  all: readonly PacketPolicyResource[],
): number[] {
  const wholly = changed.some(({ kind }) => kind === 'packet-filter');
  const touched = new Set(changed.flatMap(bridgesOf));
  const beside = all
    .filter(({ kind }) => kind === 'peering')
    .map(bridgesOf)
    .filter((bridges) => bridges.some((bridge) => touched.has(bridge)))
    .flat();
  const segments = all.flatMap((each) => {
    if (each.kind !== 'vpc-boundary') return [];
    const { bridge, segment } = each.attributes;
    return wholly || touched.has(bridge) || beside.includes(bridge) ? [segment] : [];
  });
  return [...new Set(segments)];
}

function bridgesOf({ kind, attributes }: PacketPolicyResource): string[] {
  if (kind === 'packet-filter') return [];
  return kind === 'peering' ? attributes.sides.map(({ bridge }) => bridge) : [attributes.bridge];
}

// Whoever lowers them, the attributes of these kinds are those of the SDK (plugins/sdk/src/contract/resources.ts).
const isPolicy = (resource: Resource): resource is PacketPolicyResource =>
  (PACKET_POLICY_KINDS as readonly string[]).includes(resource.kind);
