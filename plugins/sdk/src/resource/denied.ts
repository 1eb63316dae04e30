/**
 * How a driver of the packet policy tells which rule denied a packet: by the mark that the packet
 * gets just before it is dropped. A log of the kernel hands the mark over with the packet.
 */

/** Why a packet of a VPC was dropped, with the number that its mark has. */
const CODES = {
  /** A rule of the receiver's policy that denies. */
  'ingress-rule': 1,
  /** A rule of the sender's policy that denies. */
  'egress-rule': 2,
  /** No rule of the receiver's policy allows it. */
  'ingress-default': 3,
  /** No rule of the sender's policy allows it. */
  'egress-default': 4,
  /** It would leave or enter the VPC, and nothing allows that. */
  boundary: 5,
  /** It is for the host itself, or for a port of the host that is not open to its sender. */
  host: 6,
  /** It is for an address that no workload has. */
  'no-workload': 7,
  /** Its sender has as many connections as it may have. */
  'workload-share': 8,
  /** The VPC has as many connections as it may have. */
  'vpc-share': 9,
  /** Its sender has another MAC or address. */
  'source-guard': 10,
  /** It comes from outside and names a workload as its sender. */
  'forged-source': 11,
  /** It belongs to no connection, and opens none. */
  'no-connection': 12,
  /** It is not IPv4. */
  'not-ipv4': 13,
  /** It would take a way that is not its VPC's. */
  astray: 14,
  /** It is an ICMP error that nothing proves. */
  'icmp-error': 15,
} as const;

/** Why a packet was denied. */
export type DeniedCause = keyof typeof CODES;

/** All causes, in the order of their numbers. */
export const DENIED_CAUSES = Object.keys(CODES) as readonly DeniedCause[];

/** What a mark says of a packet. */
export interface DeniedMark {
  /** Why the packet was dropped. */
  readonly cause: DeniedCause;
  /** With the cause of a rule: its place in the policy, from 1. Where rules are merged: the first. */
  readonly rule: number | null;
}

/** The lower 8 bits have the cause, the upper 24 the rule. */
const BITS = 8;
const RULES = 2 ** 24;

/**
 * The mark of a packet that is dropped. Pure.
 * @param rule the place of the rule in its policy, from 1; 0: no rule, or one beyond 16,777,215
 */
export function deniedMark(cause: DeniedCause, rule = 0): number {
  return (rule < RULES ? rule : 0) * 2 ** BITS + CODES[cause];
}

/** What such a mark says; null for any other number. Pure. */
export function readDeniedMark(mark: number): DeniedMark | null {
  const code = mark % 2 ** BITS;
  const cause = DENIED_CAUSES.find((each) => CODES[each] === code);
  if (cause === undefined || !Number.isSafeInteger(mark) || mark < 0) return null;
  const rule = Math.floor(mark / 2 ** BITS);
  return { cause, rule: rule === 0 ? null : rule };
}

/** The side of a VPC that a packet passed, or should have passed. */
export type DeniedSide = 'from' | 'to';

/**
 * The prefix of the log entries about a VPC: `vpcctl-from-vpc1` for packets that came from it, with
 * `to` for packets to it. Pure.
 */
export function deniedPrefix(side: DeniedSide, vpc: string): string {
  return `vpcctl-${side}-${vpc}`;
}

/** What such a prefix says; null for any other text. Pure. */
export function readDeniedPrefix(prefix: string): { side: DeniedSide; vpc: string } | null {
  const [, side, vpc] = /^vpcctl-(from|to)-([\w.-]+)$/.exec(prefix) ?? [];
  if ((side !== 'from' && side !== 'to') || vpc === undefined) return null;
  return { side, vpc };
}

/** How many denied packets of a VPC a reader gets in a second. The kernel leaves out the rest. */
export const DENIED_LOG_RATE = 5000;

/** How many bytes of a packet a reader gets: the headers, with all options. */
export const DENIED_LOG_BYTES = 160;

/** Who reads the packets that are denied, for as long as it runs. */
export type DeniedReader = {
  /** The NFLOG group that it reads. No two readers have the same. */
  group: number;
  /** The VPC whose packets it reads; null: all VPCs. */
  vpc: string | null;
};
