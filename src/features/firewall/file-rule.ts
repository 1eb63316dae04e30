import type { Words } from './words.js';

/** A rule of a policy file, as users write it. One of two spellings of a key is there. */
export interface FileRule {
  readonly action: 'allow' | 'deny';
  readonly protocol?: Words | undefined;
  readonly port?: Words | undefined;
  readonly ports?: Words | undefined;
  /** Types of ICMP. */
  readonly type?: Words | undefined;
  readonly description?: string | undefined;
  /** The other end, in ingress. */
  readonly source?: Words | undefined;
  readonly sources?: Words | undefined;
  /** The other end, in egress. */
  readonly destination?: Words | undefined;
  readonly destinations?: Words | undefined;
}
