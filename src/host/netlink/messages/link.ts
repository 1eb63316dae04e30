/** Requests about links: rtnetlink(7), linux/if_link.h. Pure. */
import { macBytes } from '../codec/addresses.js';
import { type Attribute, body, bytes, given, nested, text, u8, u32 } from '../codec/encode.js';
import type { NetlinkRequest } from '../codec/message.js';
import {
  ADDRESS_MODES,
  type AddressMode,
  BRIDGE,
  IFLA,
  INET,
  INET6,
  INFO,
  IPV4_CONF,
  type Ipv4Setting,
  VETH_PEER,
} from './link-attributes.js';
import { encodeLinkHeader } from './link-header.js';
import { AF, CREATE, RTM, request } from './request.js';

/** RTEXT_FILTER_SKIP_STATS of linux/rtnetlink.h: most of a dump would be counters. */
const SKIP_STATS = 1 << 3;

/** As IFLA_MASTER of a dump: links without one. */
const NO_MASTER = 0xffffffff;

/** What a new link has. */
interface NewEnd {
  readonly name: string;
  readonly mac?: string | undefined;
  /** A descriptor of the namespace in which it comes to be; that of the socket by default. */
  readonly netns?: number | undefined;
}

/** A link to create. A bridge can come up with it; a veth only once its other end is there. */
export type NewLink = NewEnd & { readonly up?: boolean | undefined } & (
    | {
        readonly kind: 'bridge';
        readonly multicastSnooping?: boolean | undefined;
        /** Hundredths of a second. */
        readonly ageingTime?: number | undefined;
      }
    | { readonly kind: 'veth'; readonly peer: NewEnd }
    | { readonly kind: 'ifb' }
  );

/** A change of a link; what is not given stays as it is. */
export interface LinkChange {
  readonly index: number;
  /** A new name. */
  readonly name?: string | undefined;
  readonly up?: boolean | undefined;
  /** Whether it asks for addresses, and answers. */
  readonly arp?: boolean | undefined;
  readonly mac?: string | undefined;
  readonly mtu?: number | undefined;
  readonly alias?: string | undefined;
  /** The index of the bridge it becomes a port of; 0 takes it out of its bridge. */
  readonly master?: number | undefined;
  /** A descriptor of the namespace it moves to. */
  readonly netns?: number | undefined;
  /** Takes effect for addresses that come later, so before `up`, in a request of its own. */
  readonly addressMode?: AddressMode | undefined;
  /** `net.ipv4.conf` of the link. */
  readonly ipv4?: { readonly [Setting in Ipv4Setting]?: number } | undefined;
}

/** Settings of a bridge that is there. Those that are left out stay as they are. */
interface BridgeChange {
  readonly index: number;
  /** Hundredths of a second. */
  readonly ageingTime?: number | undefined;
  readonly spanningTree?: boolean | undefined;
  readonly vlanFiltering?: boolean | undefined;
}

export const link = {
  add(link: NewLink): NetlinkRequest {
    const info = [text(INFO.kind, link.kind), ...kindData(link)];
    const attributes = [...newEnd(link), nested(IFLA.linkinfo, info)];
    const encoded = body([encodeLinkHeader({ up: link.up }), ...attributes]);
    return request(RTM.newLink, `link add ${link.name}`, encoded, CREATE);
  },

  set(change: LinkChange): NetlinkRequest {
    const { index, up, arp, name, mtu, alias, master, netns, mac } = change;
    const encoded = body([
      encodeLinkHeader({ index, up, arp }),
      given(name, (value) => text(IFLA.name, value)),
      given(mac, macAttribute),
      given(mtu, (value) => u32(IFLA.mtu, value)),
      given(alias, (value) => text(IFLA.alias, value)),
      given(master, (value) => u32(IFLA.master, value)),
      given(netns, (value) => u32(IFLA.netnsFd, value)),
      ...families(change),
    ]);
    return request(RTM.setLink, `link set ${index}`, encoded);
  },

  /** Changes settings of a bridge, which `set` does not take. */
  setBridge({ index, ageingTime, spanningTree, vlanFiltering }: BridgeChange): NetlinkRequest {
    const data = nested(INFO.data, [
      given(ageingTime, (value) => u32(BRIDGE.ageingTime, value)),
      given(spanningTree, (value) => u32(BRIDGE.spanningTree, Number(value))),
      given(vlanFiltering, (value) => u8(BRIDGE.vlanFiltering, Number(value))),
    ]);
    const info = nested(IFLA.linkinfo, [text(INFO.kind, 'bridge'), data]);
    return request(RTM.newLink, `bridge set ${index}`, body([encodeLinkHeader({ index }), info]));
  },

  delete: ({ index }: { readonly index: number }): NetlinkRequest =>
    request(RTM.deleteLink, `link delete ${index}`, encodeLinkHeader({ index })),

  /** Asks for one link, by its name or by an alternative name; refused with ENODEV. */
  get: (name: string): NetlinkRequest =>
    request(
      RTM.getLink,
      `link ${name}`,
      body([encodeLinkHeader({}), text(isShort(name) ? IFLA.name : IFLA.altname, name)]),
    ),

  /** Asks for all links of the namespace, with `dump`. */
  all: (): NetlinkRequest =>
    request(RTM.getLink, 'links', body([encodeLinkHeader({}), u32(IFLA.extMask, SKIP_STATS)])),

  /**
   * Asks for the ports of a bridge or the like, or for the links that are no ports (null), with
   * `dump`. Before Linux 5.16 there are no answers for null.
   */
  allOf: (master: number | null): NetlinkRequest => {
    const attributes = [u32(IFLA.master, master ?? NO_MASTER), u32(IFLA.extMask, SKIP_STATS)];
    return request(RTM.getLink, 'links', body([encodeLinkHeader({}), ...attributes]));
  },

  /** Asks for one link by its index; refused with ENODEV. */
  at: (index: number): NetlinkRequest =>
    request(RTM.getLink, `link ${index}`, encodeLinkHeader({ index })),
} as const;

/** IFNAMSIZ: 15 characters and a zero byte. A shorter name may be an alternative one, too. */
function isShort(name: string): boolean {
  return Buffer.byteLength(name) < 16;
}

function newEnd({ name, mac, netns }: NewEnd): Attribute[] {
  return [
    text(IFLA.name, name),
    given(mac, macAttribute),
    given(netns, (value) => u32(IFLA.netnsFd, value)),
  ];
}

function macAttribute(mac: string): Buffer {
  return bytes(IFLA.address, macBytes(mac));
}

function kindData(link: NewLink): Attribute[] {
  if (link.kind === 'bridge') {
    const { ageingTime, multicastSnooping } = link;
    return [
      nested(INFO.data, [
        given(ageingTime, (value) => u32(BRIDGE.ageingTime, value)),
        given(multicastSnooping, (value) => u8(BRIDGE.multicastSnooping, Number(value))),
      ]),
    ];
  }
  if (link.kind !== 'veth') return [];
  // The header of the other end, and then its attributes.
  const peer = body([encodeLinkHeader({}), ...newEnd(link.peer)]);
  return [nested(INFO.data, [nested(VETH_PEER, [peer])])];
}

/** Settings of the link by address family; several of a family go into one attribute. */
function families({ addressMode, ipv4 = {} }: LinkChange): Attribute[] {
  const settings = Object.entries(ipv4).map(([setting, value]) =>
    u32(IPV4_CONF[setting as Ipv4Setting], value),
  );
  const inet = settings.length === 0 ? null : nested(AF.inet, [nested(INET.conf, settings)]);
  const inet6 = given(addressMode, (mode) =>
    nested(AF.inet6, [u8(INET6.addressMode, ADDRESS_MODES.indexOf(mode))]),
  );
  return inet === null && inet6 === null ? [] : [nested(IFLA.afSpec, [inet, inet6])];
}
