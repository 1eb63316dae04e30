/** Forwarding entries of a bridge: behind which port a MAC is. bridge(8), linux/neighbour.h. Pure. */
import { macBytes, macText } from '../codec/addresses.js';
import { Attributes } from '../codec/attributes.js';
import { body, bytes } from '../codec/encode.js';
import { CREATE, FLAG, type NetlinkMessage, type NetlinkRequest } from '../codec/message.js';
import { decodeNeighbourHeader, encodeNeighbourHeader, NDA, NTF, NUD } from './neighbour-header.js';
import { AF, RTM, request } from './request.js';

interface Entry {
  /** The port. */
  readonly index: number;
  readonly mac: string;
}

/** An entry as the kernel has it. */
export interface ForwardingEntry extends Entry {
  /** The bridge; null for an entry in the port's own table. */
  readonly bridge: number | null;
  /** `permanent` is the address of the port itself, and frames to it are for the host. */
  readonly state: 'permanent' | 'static' | 'learned';
  readonly vlan: number | null;
}

export const forwarding = {
  /** Refused with EEXIST where the bridge has the MAC behind a port already. */
  add: (entry: Entry): NetlinkRequest =>
    request(RTM.newNeighbour, `forwarding add ${entry.mac}`, encode(entry, NUD.noArp), CREATE),

  /** Takes the place of an entry with that MAC, or is added. */
  replace: (entry: Entry): NetlinkRequest =>
    request(
      RTM.newNeighbour,
      `forwarding replace ${entry.mac}`,
      encode(entry, NUD.noArp),
      FLAG.create | FLAG.replace,
    ),

  /** Refused with ENOENT where there is none, with EOPNOTSUPP where the link is no port. */
  delete: (entry: Entry): NetlinkRequest =>
    request(RTM.deleteNeighbour, `forwarding delete ${entry.mac}`, encode(entry, 0)),

  /** Asks for the entries of all bridges of the namespace, with `dump`. */
  all: (): NetlinkRequest =>
    request(
      RTM.getNeighbour,
      'forwarding entries',
      encodeNeighbourHeader({ family: AF.bridge, index: 0, state: 0, flags: 0 }),
    ),
} as const;

/** @throws MalformedMessage */
export function readForwarding({
  type,
  body: message,
}: Pick<NetlinkMessage, 'type' | 'body'>): ForwardingEntry | null {
  const { header, rest } = decodeNeighbourHeader(message);
  if (type !== RTM.newNeighbour || header.family !== AF.bridge) return null;
  const attributes = new Attributes(rest);
  const mac = attributes.bytes(NDA.mac);
  if (mac === null) return null;
  return {
    index: header.index,
    mac: macText(mac),
    bridge: attributes.u32(NDA.master),
    state: stateOf(header.state),
    vlan: attributes.u16(NDA.vlan),
  };
}

function stateOf(state: number): ForwardingEntry['state'] {
  if ((state & NUD.permanent) !== 0) return 'permanent';
  return (state & NUD.noArp) !== 0 ? 'static' : 'learned';
}

function encode({ index, mac }: Entry, state: number): Buffer {
  return body([
    encodeNeighbourHeader({ family: AF.bridge, index, state, flags: NTF.master }),
    bytes(NDA.mac, macBytes(mac)),
  ]);
}
