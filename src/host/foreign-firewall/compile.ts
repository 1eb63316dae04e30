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
 * Host commands that open and close firewall exceptions. Exceptions open after the VPC's own policy
 * is in force, since they let nothing through without it, and close after everything that needed
 * them. Pure.
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
