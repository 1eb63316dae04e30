import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '@vpcctl/sdk';

/** The resources that a host has and should have, by their ids. */
export interface RepairState {
  readonly current: ReadonlyMap<string, Resource>;
  readonly desired: ReadonlyMap<string, Resource>;
  /** For each desired resource the ids that must be correct before it is created or updated. */
  readonly prerequisites: ReadonlyMap<string, readonly string[]>;
  /** Whether a resource failed by itself, or can't be observed. */
  readonly isGivenUp: (id: string) => boolean;
}

/** Whether a desired resource exists with its desired attributes. */
export function isCorrect({ current, desired }: RepairState, id: string): boolean {
  const attributes = current.get(id)?.attributes;
  return attributes !== undefined && isDeepStrictEqual(attributes, desired.get(id)?.attributes);
}

/** The packet-filter kinds that drop packets; the other ones only allow something. */
const CLOSING: readonly string[] = [
  'packet-filter',
  'vpc-boundary',
  'source-guard',
  'security-group',
];

export const isClosing = ({ kind }: Resource): boolean => CLOSING.includes(kind);

export const isLink = ({ kind }: Resource): boolean => kind === 'bridge' || kind === 'veth';

/** The name of the bridge that a resource is, or belongs to; null where there is none. */
export function bridgeOf({ kind, attributes }: Resource): string | null {
  const bridge = attributes[kind === 'bridge' ? 'name' : 'bridge'];
  return typeof bridge === 'string' ? bridge : null;
}
