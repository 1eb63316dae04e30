/** What holds packets of VPCs back while rules that are missing are loaded. */
import { type Change, isPacketPolicy, type Json } from '@vpcctl/sdk';
import { iif } from './ruleset/matches.js';
import { drop, equal, fragment, hook, rule } from './ruleset/objects.js';
import { objectsOf } from './ruleset/write.js';

/** Before the chain that sets zones. The tables that come then do not have it, so that it goes. */
const PRIORITY = -310;

/**
 * The objects that hold packets of workloads back, for a transaction before the one that loads rules
 * where none are; otherwise none. Pure.
 *
 * The kernel begins to track connections while it still reads a transaction (`nf_ct_netns_get` when
 * an expression of conntrack is read), so before the rule that gives each VPC its zone is in force.
 * A packet of an open connection would be tracked without a zone then, as another connection. Its
 * answers look like those of the first one, so it would get another port, and be reset.
 */
export function heldPackets(changes: readonly Change[]): Json[] {
  const isLoaded = changes.some(
    (change) => change.action !== 'create' && change.before.kind === 'vpc-boundary',
  );
  const after = changes
    .flatMap((change) => (change.action === 'delete' ? [] : [change.after]))
    .filter(isPacketPolicy);
  // A router without workloads has no packets yet.
  const hasWorkloads = after.some(({ kind }) => kind === 'source-guard');
  const comesWhole = after.some(({ kind }) => kind === 'packet-filter');
  if (isLoaded || !hasWorkloads || !comesWhole) return [];
  const bridges = after.flatMap((each) =>
    each.kind === 'vpc-boundary' ? [each.attributes.bridge] : [],
  );
  const why = 'hold packets of VPCs until their policy is loaded';
  const holding = rule(why, equal(iif, { set: bridges }), drop);
  const chain = hook('inet', 'hold-packets', { hook: 'prerouting', prio: PRIORITY }, holding);
  return objectsOf(fragment({ tables: ['inet'], chains: [chain] })).map((object) => ({
    add: object,
  }));
}
