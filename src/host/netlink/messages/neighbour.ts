/** Neighbours: which MAC an IPv4 address of a link's network has. rtnetlink(7). Pure. */
import { ipv4Bytes, ipv4Text, macBytes, macText } from '../codec/addresses.js';
import { Attributes } from '../codec/attributes.js';
import { body, bytes } from '../codec/encode.js';
import { FLAG, type NetlinkMessage, type NetlinkRequest } from '../codec/message.js';
import { decodeNeighbourHeader, encodeNeighbourHeader, NDA, NUD } from './neighbour-header.js';
import { AF, RTM, request } from './request.js';

interface Entry {
  readonly index: number;
  readonly address: string;
}

/** An entry as the kernel has it. One that is not permanent was learned, or is being asked for. */
export interface Neighbour extends Entry {
  readonly mac: string | null;
  readonly permanent: boolean;
  /** Whether it does not expire: permanent, or without ARP. */
  readonly lasts: boolean;
  /** Whether the link asks for addresses at all; the entry of a link that does not is fixed. */
  readonly learned: boolean;
}

export const neighbour = {
  /** Makes a permanent entry, or takes the place of the one for that address. */
  replace: ({ index, address, mac }: Entry & { readonly mac: string }): NetlinkRequest =>
    request(
      RTM.newNeighbour,
      `neighbour replace ${address}`,
      body([
        header(index, NUD.permanent),
        bytes(NDA.destination, ipv4Bytes(address)),
        bytes(NDA.mac, macBytes(mac)),
      ]),
      FLAG.create | FLAG.replace,
    ),

  /** Refused with ENOENT where there is none. */
  delete: ({ index, address }: Entry): NetlinkRequest =>
    request(
      RTM.deleteNeighbour,
      `neighbour delete ${address}`,
      body([header(index, 0), bytes(NDA.destination, ipv4Bytes(address))]),
    ),

  /** Asks for all IPv4 neighbours of the namespace, with `dump`. */
  all: (): NetlinkRequest => request(RTM.getNeighbour, 'neighbours', header(0, 0)),
} as const;

/** @throws MalformedMessage */
export function readNeighbour({
  type,
  body: message,
}: Pick<NetlinkMessage, 'type' | 'body'>): Neighbour | null {
  const { header: entry, rest } = decodeNeighbourHeader(message);
  if (type !== RTM.newNeighbour || entry.family !== AF.inet) return null;
  const attributes = new Attributes(rest);
  const address = attributes.bytes(NDA.destination);
  if (address === null) return null;
  const mac = attributes.bytes(NDA.mac);
  return {
    index: entry.index,
    address: ipv4Text(address),
    mac: mac === null || mac.length === 0 ? null : macText(mac),
    permanent: (entry.state & NUD.permanent) !== 0,
    lasts: (entry.state & (NUD.permanent | NUD.noArp)) !== 0,
    learned: (entry.state & (NUD.permanent | NUD.noArp)) === 0,
  };
}

function header(index: number, state: number): Buffer {
  return encodeNeighbourHeader({ family: AF.inet, index, state, flags: 0 });
}
