/** Where every packet ends that a VPC drops. Its mark says why by now. */
import { iif, oif } from './matches.js';
import { type ChainPart, chain, dispatch, drop, rule } from './objects.js';

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
