import { isDeepStrictEqual } from 'node:util';
import { PACKET_POLICY_KINDS, type Resource } from '@vpcctl/sdk';

/** What stands on a host and what should, each by its id. */
export interface Scene {
  readonly current: ReadonlyMap<string, Resource>;
  readonly wanted: ReadonlyMap<string, Resource>;
  /** What has to be as it should be before a resource is made or changed. */
  readonly guards: ReadonlyMap<string, readonly string[]>;
  /** Whether a resource has failed by itself, or can't be seen. */
  readonly isGivenUp: (id: string) => boolean;
}

/** Whether a resource that is wanted stands, just as it should be. */
export function isRight({ current, wanted }: Scene, id: string): boolean {
  const is = current.get(id)?.attributes;
  return is !== undefined && isDeepStrictEqual(is, wanted.get(id)?.attributes);
}

export const isPolicy = ({ kind }: Resource): boolean =>
  PACKET_POLICY_KINDS.some((policy) => policy === kind);

/** The kinds of the packet policy that keep something out; the rest only let something in. */
const CLOSING: readonly string[] = [
  'packet-filter',
  'vpc-boundary',
  'source-guard',
  'security-group',
];

export const isClosing = ({ kind }: Resource): boolean => CLOSING.includes(kind);

export const isLink = ({ kind }: Resource): boolean => kind === 'bridge' || kind === 'veth';

/** The bridge that a resource is about: a router's own, and that of a port or a link. Null where it is about none. */
export function bridgeOf({ kind, attributes }: Resource): string | null {
  const bridge = attributes[kind === 'bridge' ? 'name' : 'bridge'];
  return typeof bridge === 'string' ? bridge : null;
}
