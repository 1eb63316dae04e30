/** What holds packets of VPCs back while rules that are missing are loaded. */
import { type Change, isPacketPolicy } from '@vpcctl/sdk';
import {
  chain,
  drop,
  fragment,
  inBy,
  type JumpPart,
  jump,
  type RulesetFragment,
  rule,
} from './ruleset/objects.js';

const NAME = 'HOLD';
const WHY = 'hold packets of VPCs until their policy is loaded';

/**
 * The rules that hold packets of workloads back, to load before those of `changes` where the rules
 * of workloads are missing as a whole; null otherwise. Pure.
 *
 * The kernel begins to track connections while it still checks a new table (`nf_ct_netns_get` of a
 * target or match of conntrack), so before the rule that gives each VPC its zone is in force. A
 * packet of an open connection would be tracked without a zone then, as another connection, and NAT
 * would give it another port.
 */
export function heldPackets(changes: readonly Change[]): RulesetFragment | null {
  const isLoaded = changes.some(
    (change) => change.action !== 'create' && change.before.kind === 'vpc-boundary',
  );
  const after = changes
    .flatMap((change) => (change.action === 'delete' ? [] : [change.after]))
    .filter(isPacketPolicy);
  // A router without workloads has no packets yet.
  const hasWorkloads = after.some(({ kind }) => kind === 'source-guard');
  const comesWhole = after.some(({ kind }) => kind === 'packet-filter');
  if (isLoaded || !hasWorkloads || !comesWhole) return null;
  const drops = after.flatMap((each) =>
    each.kind === 'vpc-boundary' ? [rule(WHY, [inBy(each.attributes.bridge), drop])] : [],
  );
  const held: JumpPart = { table: 'raw', from: 'PREROUTING', rule: jump(NAME), places: [1] };
  return fragment({ chains: [chain('raw', NAME, ...drops)], jumps: [held] });
}
