/** Reads links: rtnetlink(7), linux/if_link.h. Pure. */
import { macText } from '../codec/addresses.js';
import { Attributes, eachAttribute, textOf } from '../codec/attributes.js';
import type { NetlinkMessage } from '../codec/message.js';
import {
  ADDRESS_MODES,
  type AddressMode,
  BRIDGE,
  BRIDGE_PORT,
  BRIDGE_PORT_STATE,
  FORWARDING,
  IFLA,
  INET,
  INET6,
  INFO,
  IPV4_CONF,
  type Ipv4Setting,
  type PortSetting,
} from './link-attributes.js';
import { decodeLinkHeader, LINK_HEADER } from './link-header.js';
import { AF, RTM } from './request.js';

/** IF_OPER_UP of linux/if.h. */
const IF_OPER_UP = 6;

/** A link as the kernel has it. */
export interface Link {
  readonly index: number;
  readonly name: string;
  readonly up: boolean;
  /** Whether it is up and has a carrier. */
  readonly running: boolean;
  /** Whether the kernel has told the bridge, too, that it has a carrier (RFC 2863). */
  readonly operational: boolean;
  /** Whether it asks for addresses, and answers. */
  readonly arp: boolean;
  /** The hardware address; null for a link without one. */
  readonly mac: string | null;
  readonly mtu: number | null;
  readonly alias: string | null;
  readonly altnames: readonly string[];
  /** `bridge`, `veth`, `ifb`; null for a physical link and for `lo`. */
  readonly kind: string | null;
  /** The index of the bridge of which it is a port. */
  readonly master: number | null;
  /** Of a veth: the index of its other end, in the namespace of that end. */
  readonly peer: number | null;
  /** Whether that end is in another namespace. */
  readonly peerElsewhere: boolean;
  /** Null where it is no port of a bridge. */
  readonly port: Readonly<Record<PortSetting, boolean>> | null;
  /** Of a port: whether the bridge forwards for it, and does not block or disable it. */
  readonly forwards: boolean;
  readonly bridge: BridgeState | null;
  /** Null where the kernel has no IPv6. */
  readonly addressMode: AddressMode | null;
  /** `net.ipv4.conf` of the link; null where the kernel does not say. */
  readonly ipv4: Readonly<Record<Ipv4Setting, number>> | null;
}

/** Settings of a bridge. */
export interface BridgeState {
  /** Hundredths of a second. */
  readonly ageingTime: number;
  readonly multicastSnooping: boolean;
  readonly spanningTree: boolean;
  readonly vlanFiltering: boolean;
}

/** Reads the answer to `link.get` or a message of `link.all`. @throws MalformedMessage */
export function readLink({ type, body }: Pick<NetlinkMessage, 'type' | 'body'>): Link | null {
  if (type !== RTM.newLink) return null;
  const header = decodeLinkHeader(body);
  const link = new Attributes(body, LINK_HEADER);
  const info = link.nested(IFLA.linkinfo);
  const families = link.nested(IFLA.afSpec);
  const kind = info.text(INFO.kind);
  const mac = link.bytes(IFLA.address);
  const mode = families.nested(AF.inet6).u8(INET6.addressMode);
  const port = info.text(INFO.slaveKind) === 'bridge' ? info.nested(INFO.slaveData) : null;
  return {
    index: header.index,
    name: link.text(IFLA.name) ?? '',
    up: header.up,
    running: header.running,
    operational: link.u8(IFLA.operstate) === IF_OPER_UP,
    arp: header.arp,
    mac: mac === null || mac.length === 0 ? null : macText(mac),
    mtu: link.u32(IFLA.mtu),
    alias: link.text(IFLA.alias),
    altnames: altnamesOf(link.bytes(IFLA.propertyList)),
    kind,
    master: link.u32(IFLA.master),
    peer: link.u32(IFLA.peer),
    peerElsewhere: link.has(IFLA.peerNetns),
    port: port === null ? null : readPort(port),
    forwards: port?.u8(BRIDGE_PORT_STATE) === FORWARDING,
    bridge: kind === 'bridge' ? readBridge(info.nested(INFO.data)) : null,
    addressMode: mode === null ? null : (ADDRESS_MODES[mode] ?? null),
    ipv4: readIpv4(families.nested(AF.inet).bytes(INET.conf)),
  };
}

/** Settings of a bridge port, from the data that the kernel nests for it. */
export function readPort(port: Attributes): Record<PortSetting, boolean> {
  const settings = { ...NO_PORT };
  for (const [setting, type] of PORT_SETTINGS) settings[setting] = port.u8(type) === 1;
  return settings;
}

const PORT_SETTINGS = Object.entries(BRIDGE_PORT) as [PortSetting, number][];
const NO_PORT = Object.fromEntries(PORT_SETTINGS.map(([setting]) => [setting, false])) as Record<
  PortSetting,
  boolean
>;

function readBridge(data: Attributes): BridgeState {
  return {
    ageingTime: data.u32(BRIDGE.ageingTime) ?? 0,
    multicastSnooping: data.u8(BRIDGE.multicastSnooping) === 1,
    spanningTree: (data.u32(BRIDGE.spanningTree) ?? 0) !== 0,
    vlanFiltering: data.u8(BRIDGE.vlanFiltering) === 1,
  };
}

/** The kernel gives all settings of `net.ipv4.conf` as an array, from number 1 on. */
function readIpv4(conf: Buffer | null): Record<Ipv4Setting, number> | null {
  if (conf === null) return null;
  const settings = { ...NO_IPV4 };
  for (const [setting, number] of IPV4_SETTINGS) {
    const at = 4 * (number - 1);
    if (at + 4 <= conf.length) settings[setting] = conf.readUInt32LE(at);
  }
  return settings;
}

const IPV4_SETTINGS = Object.entries(IPV4_CONF) as [Ipv4Setting, number][];
const NO_IPV4 = Object.fromEntries(IPV4_SETTINGS.map(([setting]) => [setting, 0])) as Record<
  Ipv4Setting,
  number
>;

function altnamesOf(list: Buffer | null): string[] {
  if (list === null) return [];
  return [...eachAttribute(list)]
    .filter(([type]) => type === IFLA.altname)
    .map(([, name]) => textOf(name));
}
