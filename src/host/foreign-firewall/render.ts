import type { ExceptionOperation } from '@vpcctl/sdk';
import { commandLine } from '../process/quote.js';
import { type Match, matchesOf, ownerOf } from './accept-rules.js';
import { acceptRule } from './iptables.js';

/**
 * A firewall exception as lines for people, which can be pasted into a root shell. The lines put
 * the rules first in the chain, while vpcctl chooses the place by the rules that it finds. Pure.
 */
export function renderForeignFirewall({ op, exception }: ExceptionOperation): string[] {
  const opens = op === 'firewall-exception.open';
  const { filter, family, table, chain } = exception;
  const owner = ownerOf(exception);
  const matches = matchesOf(exception);
  if (filter !== 'nftables') {
    const option = opens ? '-I' : '-D';
    return matches.map(
      (match) => `${commandLine([filter, option, chain])} ${acceptRule(match, owner)}`,
    );
  }
  const place = [family, table, chain];
  if (opens) {
    return matches.map((match) =>
      commandLine(['nft', 'insert', 'rule', ...place, ...nftWords(match), `"${owner}"`]),
    );
  }
  // nft deletes a rule only by its handle, which has to be read first.
  const ours = `/comment "${owner}"/s/.* # handle /delete rule ${place.join(' ')} handle /p`;
  return [
    [
      ['nft', '-a', 'list', 'chain', ...place],
      ['sed', '-n', ours],
      ['nft', '-f', '-'],
    ]
      .map(commandLine)
      .join(' | '),
  ];
}

function nftWords({ from, to, mark, forwarded, known, echoTo }: Match): string[] {
  return [
    from && `iifname ${from}`,
    to && `oifname ${to}`,
    mark && `meta mark ${mark}`,
    echoTo && `icmp type echo-request ip daddr ${echoTo}`,
    forwarded && 'ct status dnat',
    known && 'ct state established,related',
    'accept comment',
  ].flatMap((part) => (part ? part.split(' ') : []));
}
