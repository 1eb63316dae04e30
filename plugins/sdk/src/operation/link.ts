/** Where an operation works: a named namespace, or the host's own (null). */
export interface InNamespace {
  readonly namespace: string | null;
}

/** A link of that namespace. */
export interface OnLink extends InNamespace {
  readonly link: string;
}

/** A link that is a bridge. */
interface BridgeDevice {
  readonly kind: 'bridge';
  readonly multicastSnooping: boolean;
  /** How long a learned MAC is kept, in hundredths of a second. */
  readonly ageingTime: number;
}

/** A link that is one end of a veth pair; `peer` is the other end. */
interface VethDevice {
  readonly kind: 'veth';
  readonly peer: { readonly name: string; readonly mac: string; readonly namespace: string };
}

/** A link that packets are redirected through. */
interface IfbDevice {
  readonly kind: 'ifb';
}

interface LinkAdd extends OnLink {
  readonly mac: string;
  readonly device: BridgeDevice | VethDevice | IfbDevice;
}

/** Settings that are left out stay as they are. All are one message to the kernel. */
interface LinkSet extends OnLink {
  readonly mac?: string;
  /** How the link makes itself IPv6 addresses: not at all. */
  readonly addressGeneration?: 'none';
  /** Its `ifalias`. */
  readonly alias?: string;
  /** The bridge that it becomes a port of. */
  readonly master?: string;
  readonly up?: boolean;
  /** Whether it asks for addresses, and answers, by ARP. */
  readonly arp?: boolean;
}

interface Altname extends OnLink {
  readonly altname: string;
}

/** Settings of a bridge that is there. Those that are left out stay as they are. */
interface BridgeSet extends OnLink {
  /** How long a learned MAC is kept, in hundredths of a second. */
  readonly ageingTime?: number;
  /** Whether it takes part in the spanning tree protocol, which can block ports. */
  readonly spanningTree?: boolean;
  readonly vlanFiltering?: boolean;
}

/** Settings of a bridge's port. Those that are left out stay as they are. */
interface BridgePortSet extends OnLink {
  readonly isolated?: boolean;
  readonly flood?: boolean;
  readonly locked?: boolean;
  readonly learning?: boolean;
  /** Whether broadcasts go out by it, such as the router's ARP requests. */
  readonly broadcastFlood?: boolean;
}

/** An entry of a bridge's forwarding database, for a port. */
interface BridgeEntry extends OnLink {
  readonly mac: string;
}

/** A static entry stays; a dynamic one is as if the bridge had learned it. */
interface BridgeEntryReplace extends BridgeEntry {
  readonly state: 'static' | 'dynamic';
}

/** Operations on links, by their kind. */
export interface LinkFields {
  'link.add': LinkAdd;
  'link.set': LinkSet;
  'link.delete': OnLink;
  'altname.add': Altname;
  'altname.delete': Altname;
  'bridge.set': BridgeSet;
  'bridge-port.set': BridgePortSet;
  'bridge-entry.replace': BridgeEntryReplace;
  /** Deletes a static entry. */
  'bridge-entry.delete': BridgeEntry;
}
