import type { State } from '@vpcctl/sdk';
import { requireVpc } from '../vpc/state.js';
import { type Peering, peeringsOf } from './state.js';

/** A peer of a VPC as `show` gives it. */
export interface PeerView {
  vpc: string;
  cidr: string;
  /** The CIDRs that take part: of this VPC, and of the peer. */
  allowed: { here: string[]; there: string[] };
}

/** The peers of a VPC, in the order of their peerings. */
export function viewPeers(state: State, vpc: string): PeerView[] {
  return peeringsOf(state, vpc).map((peering) => viewPeer(state, vpc, peering));
}

function viewPeer(state: State, vpc: string, { vpcs, cidrs }: Peering): PeerView {
  const first = vpcs[0] === vpc;
  const peer = requireVpc(state, first ? vpcs[1] : vpcs[0]);
  const [here, there] = first ? cidrs : [cidrs[1], cidrs[0]];
  return { vpc: peer.name, cidr: peer.cidr, allowed: { here, there } };
}
