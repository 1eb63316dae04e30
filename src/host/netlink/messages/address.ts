/** IPv4 addresses of links: rtnetlink(7), linux/if_addr.h. Pure. */
import { ipv4Text, prefixOf } from '../codec/addresses.js';
import { Attributes } from '../codec/attributes.js';
import { body, bytes, u32 } from '../codec/encode.js';
import { atLeast } from '../codec/malformed.js';
import { CREATE, type NetlinkMessage, type NetlinkRequest } from '../codec/message.js';
import { AF, RTM, request } from './request.js';

/** IFA_* of linux/if_addr.h. `local` differs from `address` on links from point to point. */
const IFA = { address: 1, local: 2, flags: 8 } as const;
/** IFA_F_NOPREFIXROUTE: the kernel adds no route to the network. */
const NO_PREFIX_ROUTE = 0x200;
/** The length of `struct ifaddrmsg`. */
const LENGTH = 8;

/** An address of a link, with the length of its network: `10.0.0.1/16`. */
export interface LinkAddress {
  readonly index: number;
  readonly cidr: string;
  readonly noPrefixRoute: boolean;
}

export const address = {
  /** Refused with EEXIST where the link has the address. */
  add: (added: LinkAddress): NetlinkRequest =>
    request(RTM.newAddress, `address add ${added.cidr}`, encode(added), CREATE),

  /** Refused with EADDRNOTAVAIL where the link does not have it. */
  delete: (deleted: Omit<LinkAddress, 'noPrefixRoute'>): NetlinkRequest =>
    request(
      RTM.deleteAddress,
      `address delete ${deleted.cidr}`,
      encode({ ...deleted, noPrefixRoute: false }),
    ),

  /** Asks for all IPv4 addresses of the namespace, with `dump`. */
  all: (): NetlinkRequest => request(RTM.getAddress, 'addresses', header(0, 0)),
} as const;

/** @throws MalformedMessage */
export function readAddress({
  type,
  body: message,
}: Pick<NetlinkMessage, 'type' | 'body'>): LinkAddress | null {
  atLeast(LENGTH, message, 'an address');
  if (type !== RTM.newAddress || message.readUInt8(0) !== AF.inet) return null;
  const attributes = new Attributes(message, LENGTH);
  const own = attributes.bytes(IFA.local) ?? attributes.bytes(IFA.address);
  if (own === null) return null;
  return {
    index: message.readUInt32LE(4),
    cidr: `${ipv4Text(own)}/${message.readUInt8(1)}`,
    noPrefixRoute: ((attributes.u32(IFA.flags) ?? 0) & NO_PREFIX_ROUTE) !== 0,
  };
}

function encode({ index, cidr, noPrefixRoute }: LinkAddress): Buffer {
  const prefix = prefixOf(cidr);
  return body([
    header(index, prefix.length),
    bytes(IFA.local, prefix.address),
    bytes(IFA.address, prefix.address),
    noPrefixRoute ? u32(IFA.flags, NO_PREFIX_ROUTE) : null,
  ]);
}

function header(index: number, prefixLength: number): Buffer {
  const encoded = Buffer.alloc(LENGTH);
  encoded.writeUInt8(AF.inet, 0);
  encoded.writeUInt8(prefixLength, 1);
  encoded.writeUInt32LE(index, 4);
  return encoded;
}
