/** Chains that say by a mark why a packet is dropped. All of them lead to `DENIED`. */
import { DENIED_CAUSES, type DeniedCause, deniedMark } from '@vpcctl/sdk';
import { type ChainPart, chain, deniedChain, goto, mark, rule, type Table } from './objects.js';

/** The tables, and the causes for which each of them drops packets. */
const CAUSES: Readonly<Partial<Record<Table, readonly DeniedCause[]>>> = {
  raw: ['source-guard'],
  mangle: ['astray', 'boundary', 'icmp-error'],
  filter: DENIED_CAUSES.filter(
    (cause) => !/-(?:rule|default)$|^(?:source-guard|not-ipv4)$/.test(cause),
  ),
};

export const DENIED: readonly ChainPart[] = (['raw', 'mangle', 'filter'] as const).flatMap(
  (table) =>
    (CAUSES[table] ?? []).map((cause) =>
      chain(
        table,
        deniedChain(cause),
        rule('say why the packet is dropped', [mark(deniedMark(cause))]),
        rule('drop what is denied', [goto('DENIED')]),
      ),
    ),
);
