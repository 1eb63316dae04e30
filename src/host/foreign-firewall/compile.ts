import {
  type Change,
  changedResource,
  type HostCommand,
  type Passage,
  type PassageChange,
  type Resource,
} from '@vpcctl/sdk';
import { ownerOf } from './accept-rules.js';

export function isPassage(resource: Resource): resource is Passage {
  return resource.kind === 'passage';
}

/**
 * Passages open when the VPC's own policy stands, and close when all that needed them has gone, or has another way. A
 * passage without that policy lets nothing through. Pure.
 */
export function compile(changes: readonly Change[]): HostCommand[] {
  return changes.flatMap((change) => {
    const { why } = changedResource(change);
    const old = change.action === 'create' ? null : passage(change.before);
    const now = change.action === 'delete' ? null : passage(change.after);
    return [
      ...(old !== null && (now === null || ownerOf(old) !== ownerOf(now)) ? [close(old, why)] : []),
      ...(now === null ? [] : [open(now, why)]),
    ];
  });
}

function passage(resource: Resource): Passage['attributes'] | null {
  return isPassage(resource) ? resource.attributes : null;
}

function open(of: Passage['attributes'], why: string): PassageChange {
  return { type: 'passage', phase: 'settle', why, action: 'open', passage: of };
}

function close(of: Passage['attributes'], why: string): PassageChange {
  return { type: 'passage', phase: 'retire', why, action: 'close', passage: of };
}
