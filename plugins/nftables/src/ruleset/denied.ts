/** Where every packet ends that a VPC drops. Its mark says why by now. */
import { DENIED_CAUSES } from '@vpcctl/sdk';
import { iif, oif } from './matches.js';
import {
  type ChainPart,
  type CounterPart,
  chain,
  deniedCounter,
  dispatch,
  drop,
  rule,
} from './objects.js';

/** What is denied, by cause: in the table of the router, and in that of its ports. */
export const DENIED_COUNTERS: readonly CounterPart[] = [
  ...DENIED_CAUSES.filter((cause) => cause !== 'source-guard').map((cause) => ({
    family: 'inet' as const,
    name: deniedCounter(cause),
  })),
  { family: 'bridge', name: deniedCounter('source-guard') },
  { family: 'bridge', name: deniedCounter('not-ipv4') },
];

/** Without readers these maps are empty, and only packets that are dropped look them up. */
export const DENIED: readonly ChainPart[] = [
  chain(
    'inet',
    'denied',
    rule('show what is denied to the sender of a VPC', dispatch(iif, 'denied-from')),
    rule('show what is denied on its way to a VPC', dispatch(oif, 'denied-to')),
    rule('drop what is denied', drop),
  ),
  chain(
    'bridge',
    'denied',
    rule('show what a port does not let in', dispatch(iif, 'denied-from')),
    rule('drop what is denied', drop),
  ),
];
