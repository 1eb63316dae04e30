import type { ProcessIdentity } from '../resource/resource.js';

/** A question to the kernel about the way of a packet. */
export interface RouteQuestion {
  /** What is asked, for the one who asks: the answer has it, too. */
  readonly name: string;
  /** The packet's addresses. */
  readonly source: string;
  /** The address that it is sent to. */
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
  /** The interface that the packet leaves by. */
  readonly interface: string | null;
  /** The next hop; null where the destination is on the link. */
  readonly gateway: string | null;
  /** The number of the route table that has the route. */
  readonly table: number;
}

/** What the kernel says of a packet: its route, or the name of the error that it meets. */
export type RouteAnswer = ChosenRoute | { readonly error: string };

/** The answers to a question. */
export interface RouteAnswers {
  /** What was asked. */
  readonly question: RouteQuestion;
  /** The way of the packet. */
  readonly there: RouteAnswer;
  /** Null where it was not asked, or where the packet does not get there. */
  readonly back: RouteAnswer | null;
}

/** An interface of the host. */
export interface LinkFact {
  /** Its name. */
  readonly name: string;
  /** Whether it is set up. */
  readonly up: boolean;
  /** Whether it is up and has a carrier. */
  readonly running: boolean;
  /** Its MTU; null where it is not known. */
  readonly mtu: number | null;
  /** `bridge`, `veth`, `wireguard`; null for a physical one. */
  readonly kind: string | null;
  /** The bridge of which it is a port. */
  readonly master: string | null;
}

/** A routing rule of any program. */
export interface RuleFact {
  /** The lower it is, the earlier it is asked. */
  readonly priority: number;
  /** Networks; null: any address. */
  readonly source: string | null;
  /** As `source`, of the packet's destination. */
  readonly destination: string | null;
  /** The interface that packets come in by; null: any. */
  readonly iif: string | null;
  /** The interface that a socket is bound to; null: any. */
  readonly oif: string | null;
  /** The packet mark; null: any. */
  readonly fwmark: number | null;
  /** The bits of the mark that count; null: all. */
  readonly fwmask: number | null;
  /** Whether it is for the packets that do not match. */
  readonly inverted: boolean;
  /** Whether it looks at more: a protocol, a port, a user. */
  readonly partial: boolean;
  /** What becomes of the packets. */
  readonly action: 'lookup' | 'goto' | 'blackhole' | 'unreachable' | 'prohibit' | 'other';
  /** The table of `lookup`; else null. */
  readonly table: number | null;
  /** The priority at which `goto` goes on; else null. */
  readonly goto: number | null;
  /** Routes whose prefix is this long or shorter do not count; null: all count. */
  readonly suppressed: number | null;
}

/** A route of any table. */
export interface TableRoute {
  /** The number of its table. */
  readonly table: number;
  /** A network: `10.0.0.0/16`. */
  readonly destination: string;
  /** `unicast`, `blackhole`, `throw`; null for a type that vpcctl does not know. */
  readonly type: string | null;
  /** Null where there is none, or several. */
  readonly interface: string | null;
  /** The next hop; null where there is none. */
  readonly gateway: string | null;
  /** Of routes to one network, the lowest counts. */
  readonly metric: number;
}

/** A fixed neighbour entry. */
export interface NeighbourFact {
  /** The interface that it is for. */
  readonly interface: string;
  /** The neighbour's address. */
  readonly address: string;
  /** The MAC that packets to it get; null: none. */
  readonly mac: string | null;
}

/** An entry of a bridge that does not expire: where frames for a MAC go. */
export interface BridgeEntryFact {
  /** The name of the bridge. */
  readonly bridge: string;
  /** The port; the bridge itself where the host takes the frames. */
  readonly interface: string;
  /** The MAC of the frames' receiver. */
  readonly mac: string;
}

/** A queueing discipline that drops packets. */
export interface DroppingQueue {
  /** The interface that it is on. */
  readonly interface: string;
  /** `netem`, for example. */
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
  /** As `source`, of the packet's destination. */
  readonly destination: string | null;
  /** The interface that packets leave by, which may end in `+` or `*`; null: any. */
  readonly outgoing: string | null;
}

/** A hook at which packets meet filters of other programs; `ingress` is that of an interface. */
export type ForeignHook = 'ingress' | 'prerouting' | 'forward' | 'postrouting' | 'input' | 'output';

/** What a rule of another program does with the packets that it matches. */
export interface ForeignVerdict {
  /** Where it is, in words: `nftables inet filter FORWARD`. Equal texts are one base chain. */
  readonly where: string;
  /** The hook of its base chain. */
  readonly hook: ForeignHook;
  /** The priority of its base chain: the lower it is, the earlier packets meet it in their hook. */
  readonly priority: number;
  /**
   * `untrack`: connections are not tracked; `mark`: the packet mark is another one;
   * `mark-connection`: the one of the connection is; `queue`: they go to a queue that no program
   * reads, which drops them; `zone`: their connections are in another zone of conntrack; `rewrite`:
   * they get another address, or no time to live.
   */
  readonly verdict:
    | ('drop' | 'queue' | 'accept' | 'redirect')
    | ('untrack' | 'zone' | 'mark' | 'mark-connection' | 'rewrite');
  /** A network; null: any. */
  readonly source: string | null;
  /** As `source`, of the packet's destination. */
  readonly destination: string | null;
  /** The interface that packets come in by, which may end in `*`; null: any. */
  readonly incoming: string | null;
  /** The interface that packets leave by, which may end in `*`; null: any. */
  readonly outgoing: string | null;
  /** Whether it looks at a protocol or port, too. */
  readonly partial: boolean;
}

/** A network namespace that was attached. */
export interface AttachedNamespace {
  /** The namespace's name. */
  readonly namespace: string;
  /** The process by which it was attached; null: by its name. */
  readonly process: ProcessIdentity | null;
}

/** What is to be read for {@link TrafficFacts}. */
export interface TrafficNeeds {
  /** The routes to ask for. */
  readonly routes: readonly RouteQuestion[];
  /** The interfaces that may have to forward packets. */
  readonly forwarding: readonly string[];
  /** The processes by which namespaces were attached. */
  readonly attached: readonly AttachedNamespace[];
}

/** How the host treats packets of VPCs, whichever program made it so. */
export interface TrafficFacts {
  /** One for each question. */
  readonly answers: readonly RouteAnswers[];
  /** All interfaces of the host. */
  readonly links: readonly LinkFact[];
  /** All routing rules, in the order in which the kernel asks them. */
  readonly rules: readonly RuleFact[];
  /** The IPv4 routes of all tables. */
  readonly routes: readonly TableRoute[];
  /** Those that do not expire: permanent ones, and those without ARP. */
  readonly neighbours: readonly NeighbourFact[];
  /** Those of all bridges that do not expire. */
  readonly entries: readonly BridgeEntryFact[];
  /** Those that drop packets. */
  readonly queues: readonly DroppingQueue[];
  /** Source NAT of other programs that bridged packets pass, too. */
  readonly nat: readonly NatFact[];
  /** What filters of other programs do, each chain in its order; none without root. */
  readonly verdicts: readonly ForeignVerdict[];
  /** The interfaces, of those asked about, that do not forward packets. */
  readonly notForwarding: readonly string[];
  /** Whether the host answers no ping. */
  readonly silent: boolean;
  /**
   * The namespaces, of those asked about, that are gone: no process is in it any more, or, of one
   * that was attached by its name, nothing has that name.
   */
  readonly deserted: readonly string[];
}
