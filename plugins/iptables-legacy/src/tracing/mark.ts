/** The rule that marks a packet to be traced (iptables-extensions(8), TRACE). Pure. */
import { isAddress, type TracedPacket } from '@vpcctl/sdk';
import { commentMatch } from '../ruleset/comment.js';
import { lengthened, type Rule } from '../ruleset/objects.js';

const WORDS = 'vpcctl trace, and nf_log.2 was';
const MARK = new RegExp(`-m comment --comment "${WORDS.replace('.', '\\.')} (\\w+)" -j TRACE$`);

/** The chains of the table `raw` that such a rule stands in: at the top, in front of our jump. */
export const MARKED = ['PREROUTING', 'OUTPUT'] as const;

/**
 * The rule, with its chain. It keeps what had the log of IPv4 packets: who finds the rule after a
 * kill gives that back.
 * @throws RangeError for what is no packet
 */
export function marking(
  { source, destination, protocol, port, from }: TracedPacket,
  logger: string,
): { readonly chain: (typeof MARKED)[number]; readonly rule: Rule } {
  for (const address of [source ?? destination, destination]) {
    if (!isAddress(address)) throw new RangeError(`${JSON.stringify(address)} is no address`);
  }
  if (!/^\w+$/.test(logger)) throw new RangeError(`${JSON.stringify(logger)} is no logger`);
  const what = {
    icmp: '-p icmp -m icmp --icmp-type 8',
    tcp: `-p tcp -m tcp --dport ${Number(port)} --tcp-flags SYN,ACK SYN`,
    udp: `-p udp -m udp --dport ${Number(port)}`,
  }[protocol];
  const words = [
    ...(source === null ? [] : [`-s ${lengthened(source)}`]),
    `-d ${lengthened(destination)}`,
    ...(from === null ? [] : [`-i ${from.bridge}`]),
    what,
    commentMatch(`${WORDS} ${logger}`),
    '-j TRACE',
  ];
  return { chain: from === null ? 'OUTPUT' : 'PREROUTING', rule: words.join(' ') };
}

/** The logger that such a rule keeps; null for any other rule. */
export function loggerKept(rule: Rule): string | null {
  return MARK.exec(rule)?.[1] ?? null;
}
