/** The matches of the fixed part of the ruleset. */
import { icmp, tracked } from './objects.js';

export const KNOWN = 'RELATED,ESTABLISHED';
export const known = tracked({ state: KNOWN });
export const knownOriginal = tracked({ state: KNOWN, direction: 'ORIGINAL' });
export const knownReply = tracked({ state: KNOWN, direction: 'REPLY' });
export const isOriginal = tracked({ direction: 'ORIGINAL' });
export const isReply = tracked({ direction: 'REPLY' });
export const forwarded = tracked({ state: 'DNAT' });
export const forwardedReply = tracked({ state: 'DNAT', direction: 'REPLY' });
export const forwardedOriginal = tracked({ state: 'DNAT', direction: 'ORIGINAL' });
export const masqueraded = tracked({ state: 'SNAT' });

/**
 * The errors that the host sends about a packet (RFC 792): unreachable, redirect, time exceeded,
 * parameter problem.
 */
export const errors = ['3', '5', '11', '12'].map(icmp);
