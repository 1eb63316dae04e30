import type { ProcessIdentity } from '../resource/resource.js';

/** A question to the kernel about the way of a packet. */
export interface RouteQuestion {
  /** What is asked, for the one who asks: the answer has it, too. */
  readonly name: string;
  readonly source: string;
  readonly destination: string;
  /** The interface that the packet comes in by; null: the host itself sends it. */
  readonly incoming: string | null;
  /** Its packet mark; 0 for none. */
  readonly mark: number;
  /** Whether the way of the reply is asked, too: it comes in where the packet goes out. */
  readonly back: boolean;
}

/** A route that the kernel chose. */
export interface ChosenRoute {
  /** `unicast`, `local`; null for a type that vpcctl does not know. */
  readonly type: string | null;
  readonly interface: string | null;
  readonly gateway: string | null;
  readonly table: number;
}

/** What the kernel says of a packet: its route, or the name of the error that it meets. */
export type RouteAnswer = ChosenRoute | { readonly error: string };

/** The answers to a question. */
export interface RouteAnswers {
  readonly question: RouteQuestion;
  readonly there: RouteAnswer;
  /** Null where it was not asked, or where the packet does not get there. */
  readonly back: RouteAnswer | null;
}

/** An interface of the host. */
export interface LinkFact {
  readonly name: string;
  readonly up: boolean;
  /** Whether it is up and has a carrier. */
  readonly running: boolean;
  readonly mtu: number | null;
  /** `bridge`, `veth`, `wireguard`; null for a physical one. */
  readonly kind: string | null;
  /** The bridge of which it is a port. */
  readonly master: string | null;
}

/** A routing rule of any program. */
export interface RuleFact {
  readonly priority: number;
  /** Networks; null: any address. */
  readonly source: string | null;
  readonly destination: string | null;
  readonly iif: string | null;
  readonly oif: string | null;
  readonly fwmark: number | null;
  readonly fwmask: number | null;
  /** Whether it is for the packets that do not match. */
  readonly inverted: boolean;
  /** Whether it looks at more: a protocol, a port, a user. */
  readonly partial: boolean;
  readonly action: 'lookup' | 'goto' | 'blackhole' | 'unreachable' | 'prohibit' | 'other';
  readonly table: number | null;
  readonly goto: number | null;
  /** Routes whose prefix is this long or shorter do not count; null: all count. */
  readonly suppressed: number | null;
}

/** A route of any table. */
export interface TableRoute {
  readonly table: number;
  readonly destination: string;
  readonly type: string | null;
  readonly interface: string | null;
  readonly gateway: string | null;
  readonly metric: number;
}

/** A fixed neighbour entry. */
export interface NeighbourFact {
  readonly interface: string;
  readonly address: string;
  readonly mac: string | null;
}

/** A queueing discipline that drops packets. */
export interface DroppingQueue {
  readonly interface: string;
  readonly kind: string;
  /** In percent. */
  readonly loss: number;
}

/** A rule of another program that changes addresses of packets. */
export interface NatFact {
  /** Where it is, in words: `iptables-nft nat POSTROUTING`. */
  readonly where: string;
  /** Networks and interfaces that it matches; null: any. */
  readonly source: string | null;
  readonly destination: string | null;
  readonly outgoing: string | null;
}

/** A process by which a network namespace was attached. */
export interface AttachedProcess {
  /** The namespace's name. */
  readonly namespace: string;
  readonly process: ProcessIdentity;
}

/** What is to be read for {@link TrafficFacts}. */
export interface TrafficNeeds {
  readonly routes: readonly RouteQuestion[];
  /** The interfaces that may have to forward packets. */
  readonly forwarding: readonly string[];
  readonly attached: readonly AttachedProcess[];
}

/** How the host treats packets of VPCs, whoever made it so. */
export interface TrafficFacts {
  readonly answers: readonly RouteAnswers[];
  readonly links: readonly LinkFact[];
  /** All routing rules, in the order in which the kernel asks them. */
  readonly rules: readonly RuleFact[];
  readonly routes: readonly TableRoute[];
  readonly neighbours: readonly NeighbourFact[];
  readonly queues: readonly DroppingQueue[];
  /** Source NAT of other programs that bridged packets pass, too. */
  readonly nat: readonly NatFact[];
  /** The interfaces, of those asked about, that do not forward packets. */
  readonly notForwarding: readonly string[];
  /** The namespaces, of those asked about, that no process is in any more. */
  readonly deserted: readonly string[];
}
