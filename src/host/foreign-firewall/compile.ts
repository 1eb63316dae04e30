import {
  about,
  type Change,
  changedResource,
  type FirewallException,
  type Operation,
  type Origin,
  type Resource,
} from '@vpcctl/sdk';
import { ownerOf } from './accept-rules.js';

export function isFirewallException(resource: Resource): resource is FirewallException {
  return resource.kind === 'firewall-exception';
}

/**
 * Operations that open and close firewall exceptions. Exceptions open after the VPC's own policy
 * is in force, since they let nothing through without it, and close after everything that needed
 * them. Pure.
 */
export function compile(changes: readonly Change[]): Operation[] {
  return changes.flatMap((change) => {
    const origin = about(changedResource(change));
    const old = change.action === 'create' ? null : exception(change.before);
    const now = change.action === 'delete' ? null : exception(change.after);
    const closes = old !== null && (now === null || ownerOf(old) !== ownerOf(now));
    return [...(closes ? [close(old, origin)] : []), ...(now === null ? [] : [open(now, origin)])];
  });
}

type Exception = FirewallException['attributes'];

function exception(resource: Resource): Exception | null {
  return isFirewallException(resource) ? resource.attributes : null;
}

function open(of: Exception, origin: Origin): Operation {
  const step = { phase: 'configure', namespace: null, ...origin } as const;
  return { op: 'firewall-exception.open', ...step, exception: of };
}

function close(of: Exception, origin: Origin): Operation {
  const step = { phase: 'cleanup', namespace: null, ...origin } as const;
  return { op: 'firewall-exception.close', ...step, exception: of };
}
