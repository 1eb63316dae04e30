import {
  type Change,
  changedResource,
  type FirewallException,
  type ForeignFirewallChange,
  type HostCommand,
  type Resource,
} from '@vpcctl/sdk';
import { ownerOf } from './accept-rules.js';

export function isFirewallException(resource: Resource): resource is FirewallException {
  return resource.kind === 'firewall-exception';
}

/**
 * Passages open when the VPC's own policy stands, and close when all that needed them has gone, or has another way. A
 * passage without that policy lets nothing through. Pure.
 */
export function compile(changes: readonly Change[]): HostCommand[] {
  return changes.flatMap((change) => {
    const { why } = changedResource(change);
    const old = change.action === 'create' ? null : exception(change.before);
    const now = change.action === 'delete' ? null : exception(change.after);
    return [
      ...(old !== null && (now === null || ownerOf(old) !== ownerOf(now)) ? [close(old, why)] : []),
      ...(now === null ? [] : [open(now, why)]),
    ];
  });
}

function exception(resource: Resource): FirewallException['attributes'] | null {
  return isFirewallException(resource) ? resource.attributes : null;
}

function open(of: FirewallException['attributes'], why: string): ForeignFirewallChange {
  return { type: 'foreign-firewall', phase: 'configure', why, action: 'open', exception: of };
}

function close(of: FirewallException['attributes'], why: string): ForeignFirewallChange {
  return { type: 'foreign-firewall', phase: 'cleanup', why, action: 'close', exception: of };
}
