import type { DeniedEnd, DeniedPacket } from '../../../model/denied/index.js';
import { reachWords } from '../../../model/denied/index.js';
import type { DeniedGap, DeniedLine } from '../../../schemas/see/denied.js';
import { localTime, printableLine } from '../../text/text.js';

/** A denied packet for programs. Pure. */
export function viewDenied(packet: DeniedPacket): DeniedLine {
  const words = reachWords(packet);
  return { ...packet, reach: words === null ? null : `vpcctl reach ${words.join(' ')}` };
}

/** A denied packet as one line for people. Pure. */
export function renderDenied(line: DeniedLine): string {
  const { time, protocol, from, to, icmpType, reach } = line;
  const what = [protocol ?? 'not IPv4', ...(icmpType === null ? [] : [`type ${icmpType}`])];
  const parts = [
    time === null ? '' : localTime(time).slice(-8),
    what.join(' '),
    `${endText(from)} > ${endText(to)}`,
    `denied: ${reasonOf(line)}`,
    ...(reach === null ? [] : [`(${reach})`]),
  ];
  return printableLine(parts.filter((part) => part !== '').join('  '));
}

/** Why a packet was denied, in words. Pure. */
export function reasonFor(packet: DeniedPacket): string {
  return `denied: ${reasonOf(viewDenied(packet))}`;
}

/** What has no line of its own, as one line. Pure. */
export function renderGap({ leftOut, lost }: DeniedGap): string {
  const parts = [
    ...(leftOut === 0 ? [] : [`${leftOut} more packets were denied`]),
    ...(lost === 0 ? [] : [`${lost} packets came too fast to be read`]),
  ];
  return `… ${parts.join('; ')}`;
}

/** `vpc1/web:80`, `198.51.100.8:443`; a packet that is not IPv4 has no address. */
function endText({ name, address, port }: DeniedEnd): string {
  const place = name ?? (address === '' ? 'unknown' : address);
  return port === null ? place : `${place}:${port}`;
}

const REASONS: Readonly<Record<DeniedLine['cause'], (line: DeniedLine) => string>> = {
  'ingress-rule': ruleText,
  'egress-rule': ruleText,
  'ingress-default': ruleText,
  'egress-default': ruleText,
  boundary: ({ vpc, side }) =>
    side === 'from' ? `nothing lets it out of ${vpc}` : `nothing lets it into ${vpc}`,
  host: ({ vpc }) => `${vpc} may not reach this port of the host`,
  'no-workload': () => 'no workload has this address',
  'workload-share': () => 'the sender has all the connections that it may have',
  'vpc-share': ({ vpc }) => `${vpc} has all the connections that it may have`,
  'source-guard': () => 'the sender is not who it says',
  'forged-source': () => 'it comes from outside and names a workload as its sender',
  'no-connection': () => 'it belongs to no connection and opens none',
  'not-ipv4': () => 'it is not IPv4',
  astray: () => "it would take a way that is not its VPC's",
  'icmp-error': () => 'it is an ICMP error that nothing proves',
};

/** Why a packet was denied, in words. Pure. */
export function reasonOf(line: DeniedLine): string {
  return REASONS[line.cause](line);
}

function ruleText({ rule, cause }: DeniedLine): string {
  const [direction = ''] = cause.split('-');
  if (rule === null) return `by a rule of the ${direction} policy`;
  const of = `the ${direction} policy of ${rule.policy}`;
  return rule.number === null ? `no rule of ${of} allows it` : `rule ${rule.number} of ${of}`;
}
