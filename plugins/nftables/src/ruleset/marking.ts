/** Chains that tell which VPC a packet belongs to: its conntrack zone, and its mark. */
import { MARK_RULE_MASK } from '@vpcctl/sdk';
import {
  forwarded,
  fromVpc,
  iif,
  isError,
  isNew,
  isReply,
  notOfListener,
  ofVpc,
  originalDestination,
  toPort,
} from './matches.js';
import {
  assign,
  type ChainPart,
  ct,
  dispatch,
  hook,
  keepBits,
  meta,
  notrack,
  rule,
  unequal,
} from './objects.js';

const restoreMark = assign(meta('mark'), ct('mark'));

/** The mark selects the VPC's routing table. */
export const MARKING: readonly ChainPart[] = [
  // Before conntrack (-200), so that two VPCs may hold the same addresses.
  hook(
    'inet',
    'set-zone',
    { hook: 'prerouting', prio: -300 },
    // The host takes link-local frames from the port itself (br_handle_frame).
    rule(
      'give each VPC a conntrack zone and a mark, and drop what bypasses its bridge',
      dispatch(iif, 'zone-by-interface'),
    ),
  ),
  hook(
    'inet',
    'set-mark',
    { hook: 'prerouting', prio: -150 },
    rule('remember the VPC of a new connection', isNew, dispatch(iif, 'mark-by-bridge')),
    rule(
      'route answers of port forwards by the uplink that the client asked',
      isReply,
      forwarded,
      fromVpc,
      dispatch(originalDestination, 'answers'),
    ),
    // The first packet of such a connection is marked where DNAT is decided.
    rule(
      'mark later packets of hairpin connections for their own routing table',
      forwarded,
      dispatch(iif, 'hairpin-mark'),
    ),
    rule(
      'route replies from outside to the VPC of their connection',
      isReply,
      unequal(iif, '@bridges'),
      ofVpc,
      restoreMark,
    ),
    rule(
      'route later packets of forwarded connections to their VPC',
      forwarded,
      unequal(iif, '@bridges'),
      ofVpc,
      restoreMark,
    ),
  ),
  // nf_ct_attach gives no connection to an error about a packet that has none.
  hook(
    'inet',
    'untrack-errors',
    { hook: 'output', prio: -300 },
    rule(
      'keep errors about untracked packets apart from the connections of all VPCs',
      isError,
      notOfListener,
      notrack,
    ),
  ),
  // A chain of type `route` looks the route up again when the mark changes.
  hook(
    'inet',
    'mark-replies',
    { type: 'route', hook: 'output', prio: -150 },
    rule('route replies of the host to the VPC of their connection', isReply, ofVpc, restoreMark),
    rule(
      'route forwarded connections of the host itself to their VPC',
      forwarded,
      ofVpc,
      restoreMark,
    ),
  ),
  // arp_process calls ip_route_input, so the reverse-path filter looks at ARP requests, too.
  hook(
    'arp',
    'set-mark',
    { hook: 'input', prio: 0 },
    rule(
      'mark ARP requests, so that the reverse-path filter uses the routes of the VPC',
      dispatch(iif, 'mark-by-bridge'),
    ),
  ),
  // The hairpin mark serves the route alone: other programs' filters know the VPC by its own mark.
  hook(
    'inet',
    'restore-mark',
    { hook: 'forward', prio: -150 },
    rule('give routed hairpin packets the mark of their VPC again', forwarded, toPort, restoreMark),
    rule(
      'give routed answers the mark of their VPC again',
      isReply,
      forwarded,
      fromVpc,
      assign(meta('mark'), keepBits(meta('mark'), MARK_RULE_MASK)),
    ),
  ),
];
