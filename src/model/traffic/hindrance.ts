import { type ContainerReference, isWithinAny, parseNetwork } from '@vpcctl/sdk';

/** An end of packets' way. */
export type End = 'internet' | 'host' | `vpc ${string}`;

/** The workloads of a VPC, as an end. */
export function vpcEnd(name: string): End {
  return `vpc ${name}`;
}

/** Packets that do not arrive. Null: any. */
export interface Stopped {
  readonly from: End | null;
  readonly to: End | null;
  /** Networks of the source and of the destination. */
  readonly source?: string | null;
  readonly destination?: string | null;
}

/** Something on the host, beside the journal, that packets of VPCs do not get past. */
export interface Hindrance {
  /** The VPCs whose packets it is about. */
  readonly vpcs: readonly string[];
  /** What is in the way: `rule 5270 sends packets to 10.0.0.0/8 by ts0 (table 52)`. */
  readonly says: string;
  /** The packets that do not arrive; none where it only hampers some of them. */
  readonly stops: readonly Stopped[];
  /** The program that it looks like; null where nothing tells. */
  readonly program: string | null;
  /** What to do: a command line, or a sentence. */
  readonly fix: string;
  /** The workload and the container that a user stopped, which is no fault of the host's. */
  readonly stopped?: { readonly workload: string; readonly container: ContainerReference };
  /**
   * Whether it is about answers of some addresses alone, as a list of blocked ones is: that is meant,
   * and `reach` tells.
   */
  readonly isNarrow?: boolean;
  /** The priority of the routing rule that is in the way, where one is known. */
  readonly rule?: number;
}

/** A packet, as far as hindrances tell packets apart; an address is null where none is known. */
export interface Packet {
  readonly from: End;
  readonly to: End;
  readonly source: string | null;
  readonly destination: string | null;
}

/** The hindrance that stops a packet or its reply; null where none does. Pure. */
export function hindranceOf(hindrances: readonly Hindrance[], packet: Packet): Hindrance | null {
  const { from, to, source, destination } = packet;
  const reply = { from: to, to: from, source: destination, destination: source };
  return (
    hindrances.find((hindrance) => stopsPacket(hindrance, packet)) ??
    hindrances.find((hindrance) => stopsPacket(hindrance, reply)) ??
    null
  );
}

/** Whether a hindrance stops a packet, whatever becomes of its reply. Pure. */
export function stopsPacket({ stops }: Hindrance, packet: Packet): boolean {
  return stops.some((stopped) => isStopped(stopped, packet));
}

function isStopped({ from, to, source, destination }: Stopped, packet: Packet): boolean {
  return (
    (from === null || from === packet.from) &&
    (to === null || to === packet.to) &&
    isIn(source, packet.source) &&
    isIn(destination, packet.destination)
  );
}

function isIn(network: string | null | undefined, address: string | null): boolean {
  if (network === null || network === undefined) return true;
  return address !== null && isWithinAny([parseNetwork(network)], address);
}

/** One hindrance for each fault: what hinders several VPCs is said once. Pure. */
export function merged(hindrances: readonly Hindrance[]): Hindrance[] {
  const found = new Map<string, Hindrance>();
  for (const hindrance of hindrances) {
    const { vpcs, rule, says, fix } = hindrance;
    // A routing rule may be in the way of several kinds of packets of a VPC.
    const key = rule === undefined ? `${says}\n${fix}` : `${vpcs.join()} ${rule}`;
    const known = found.get(key);
    found.set(key, known === undefined ? hindrance : both(known, hindrance));
  }
  return [...found.values()];
}

function both(one: Hindrance, other: Hindrance): Hindrance {
  const vpcs = [...new Set([...one.vpcs, ...other.vpcs])];
  return { ...one, vpcs, stops: [...one.stops, ...other.stops] };
}
