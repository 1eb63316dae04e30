import { type Driver, PACKET_POLICY_KINDS } from '@vpcctl/sdk';
import { compile } from './compile.js';
import { observe } from './observe.js';
import { readCounters, readDenied } from './read-counters.js';
import { tracing } from './tracing/tracing.js';
import { unsupportedReason } from './unsupported.js';

/**
 * Serves the packet policy by `nft -j`, in tables of its own: `inet vpcctl`, `bridge vpcctl` and
 * `arp vpcctl`.
 */
export const nftables: Driver = {
  name: 'nftables',
  kinds: PACKET_POLICY_KINDS,
  programs: { nft: 'nftables' },
  unsupportedReason,
  compile,
  observe,
  readCounters,
  readDenied,
  tracing,
};
