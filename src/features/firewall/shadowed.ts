import { containsNetwork, type Network, parseNetwork } from '@vpcctl/sdk';
import { isReference } from './reference.js';
import { recordedRules } from './rules.js';
import type { FirewallRule } from './state.js';
import type { FileRule } from './words.js';

/** A rule that never applies, and the earlier one that matches all of its packets; from 0. */
export interface Shadowed {
  readonly rule: number;
  readonly by: number;
}

/** Longer lists come from programs, and each rule is compared with all before it. */
const MOST_RULES = 1000;

/**
 * The rules of a direction that never apply, since an earlier rule matches all of their packets.
 * Pure. Rules that several earlier ones cover only together are not found.
 */
export function shadowedRules(rules: readonly FileRule[] = []): Shadowed[] {
  const earlier: { readonly at: number; readonly parts: readonly Part[] }[] = [];
  const found: Shadowed[] = [];
  let size = 0;
  for (const [rule, each] of rules.entries()) {
    const parts = recordedRules(each).map(partOf);
    size += parts.length;
    if (size > MOST_RULES) break;
    const by = earlier.find((other) => parts.every((part) => other.parts.some(covers(part))));
    if (by === undefined) earlier.push({ at: rule, parts });
    else found.push({ rule, by: by.at });
  }
  return found;
}

type Part = Pick<FirewallRule, 'protocol' | 'ports' | 'remote'> & {
  readonly network: Network | null;
};

function partOf({ protocol, ports, remote }: FirewallRule): Part {
  const isNetwork = remote !== null && !isReference(remote);
  return { protocol, ports, remote, network: isNetwork ? parseNetwork(remote) : null };
}

/** Whether a rule matches every packet that `inner` matches. */
function covers(inner: Part): (outer: Part) => boolean {
  return (outer) =>
    coversProtocol(outer, inner) && coversPorts(outer, inner) && coversRemote(outer, inner);
}

function coversProtocol(outer: Part, inner: Part): boolean {
  if (outer.protocol === inner.protocol) return true;
  if (outer.protocol !== 'all') return false;
  // With ports, a rule for all protocols means tcp and udp.
  return outer.ports === null || inner.protocol === 'tcp' || inner.protocol === 'udp';
}

function coversPorts({ ports: outer }: Part, { ports: inner }: Part): boolean {
  if (outer === null) return true;
  return inner !== null && outer.from <= inner.from && inner.to <= outer.to;
}

function coversRemote(outer: Part, inner: Part): boolean {
  if (outer.remote === null || outer.remote === inner.remote) return true;
  return (
    outer.network !== null &&
    inner.network !== null &&
    containsNetwork(outer.network, inner.network)
  );
}
