/** Whose a connection is, without the rest of it: a host may have hundreds of thousands. Pure. */
import { ipv4Text } from '../../codec/addresses.js';
import { Attributes } from '../../codec/attributes.js';
import { atLeast } from '../../codec/malformed.js';
import type { NetlinkMessage } from '../../codec/message.js';

/** IPCTNL_MSG_CT_NEW, CTA_TUPLE_ORIG and CTA_MARK of linux/netfilter/nfnetlink_conntrack.h. */
const NEW = 0x100;
const CTA = { original: 1, mark: 8 } as const;
/** CTA_TUPLE_IP, CTA_TUPLE_ZONE and CTA_IP_V4_SRC. */
const TUPLE = { ip: 1, zone: 3, source: 1 } as const;
/** The length of `struct nfgenmsg`. */
const LENGTH = 4;

/** Whose a connection is. */
export interface ConnectionOwner {
  readonly mark: number;
  /** The segment of the VPC whose workload opened it; null where something else did. */
  readonly zone: number | null;
  /** The address of what opened it. */
  readonly source: string;
}

/** Reads a message of `connection.all`. @throws MalformedMessage */
export function readConnectionOwner({
  type,
  body,
}: Pick<NetlinkMessage, 'type' | 'body'>): ConnectionOwner | null {
  atLeast(LENGTH, body, 'a connection');
  if (type !== NEW) return null;
  const attributes = new Attributes(body, LENGTH);
  const original = attributes.nested(CTA.original);
  const source = original.nested(TUPLE.ip).bytes(TUPLE.source);
  if (source === null) return null;
  return {
    mark: attributes.be32(CTA.mark) ?? 0,
    zone: original.be16(TUPLE.zone),
    source: ipv4Text(source),
  };
}
