import { type Driver, PACKET_POLICY_KINDS } from '@vpcctl/sdk';
import { compile } from './compile.js';
import { observe } from './observe.js';
import { unsupportedReason } from './unsupported.js';

/** The packet policy through `nft -j`, in tables of its own: `inet vpcctl`, `bridge vpcctl`, `arp vpcctl`. */
export const nftables: Driver = {
  name: 'nftables',
  kinds: PACKET_POLICY_KINDS,
  programs: { nft: 'nftables' },
  unsupportedReason,
  compile,
  observe,
};
