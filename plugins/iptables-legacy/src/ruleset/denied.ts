/** Chains that count what is denied, and say by a mark why. All of them lead to `DENIED`. */
import { DENIED_CAUSES, type DeniedCause, deniedMark } from '@vpcctl/sdk';
import {
  type ChainPart,
  type CommentedRule,
  chain,
  deniedChain,
  goto,
  mark,
  rule,
} from './objects.js';

/** Causes with the number of a rule: the rule itself sets the mark. */
const OF_POLICY = /-(?:rule|default)$/;
/** The tables, and the causes for which each of them drops packets. */
const CAUSES = {
  raw: ['source-guard'],
  mangle: ['astray', 'boundary', 'icmp-error', 'egress-rule', 'egress-default'],
  filter: DENIED_CAUSES.filter(
    (cause) => !['source-guard', 'not-ipv4', 'icmp-error'].includes(cause),
  ),
} as const satisfies Readonly<Record<string, readonly DeniedCause[]>>;

/** The tables that drop packets. */
export const DENYING = ['raw', 'mangle', 'filter'] as const;

export const DENIED: readonly ChainPart[] = DENYING.flatMap((table) =>
  CAUSES[table].map((cause) => chain(table, deniedChain(cause), ...rulesFor(cause))),
);

function rulesFor(cause: DeniedCause): CommentedRule[] {
  const dropping = rule('drop what is denied', [goto('DENIED')]);
  if (OF_POLICY.test(cause)) return [dropping];
  return [rule('say why the packet is dropped', [mark(deniedMark(cause))]), dropping];
}
