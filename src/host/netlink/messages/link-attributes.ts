/** IFLA_* of linux/if_link.h, as far as vpcctl sets and reads them. */
export const IFLA = {
  address: 1,
  name: 3,
  mtu: 4,
  peer: 5,
  master: 10,
  protinfo: 12,
  operstate: 16,
  linkinfo: 18,
  alias: 20,
  afSpec: 26,
  netnsFd: 28,
  extMask: 29,
  peerNetns: 37,
  propertyList: 52,
  altname: 53,
} as const;

/** IFLA_INFO_*: nested in `linkinfo`. */
export const INFO = { kind: 1, data: 2, slaveKind: 4, slaveData: 5 } as const;

/** IFLA_BR_*: data of a bridge. */
export const BRIDGE = {
  ageingTime: 4,
  spanningTree: 5,
  vlanFiltering: 7,
  multicastSnooping: 23,
} as const;

/** IFLA_BRPORT_STATE, and BR_STATE_FORWARDING of linux/if_bridge.h. */
export const BRIDGE_PORT_STATE = 1;
export const FORWARDING = 3;

/** VETH_INFO_PEER of linux/veth.h: data of a veth pair. */
export const VETH_PEER = 1;

/** Nested in `afSpec`, by address family: IFLA_INET_CONF, IFLA_INET6_ADDR_GEN_MODE. */
export const INET = { conf: 1 } as const;
export const INET6 = { addressMode: 8 } as const;

/** Numbers of `net.ipv4.conf` settings: IPV4_DEVCONF_* of linux/ip.h. */
export const IPV4_CONF = {
  proxyArp: 3,
  sendRedirects: 6,
  rpFilter: 8,
  srcValidMark: 24,
  proxyArpPvlan: 25,
} as const;

export type Ipv4Setting = keyof typeof IPV4_CONF;

/** IFLA_BRPORT_* of linux/if_link.h, of those that are on or off. */
export const BRIDGE_PORT = {
  hairpin: 4,
  learning: 8,
  flood: 9,
  broadcastFlood: 30,
  neighSuppress: 32,
  isolated: 33,
  locked: 39,
} as const;

export type PortSetting = keyof typeof BRIDGE_PORT;

/** Settings of a bridge port; what is not given stays as it is. */
export type PortSettings = { readonly [Setting in PortSetting]?: boolean | undefined };

/** IN6_ADDR_GEN_MODE_* of linux/if_link.h: how a link gets its IPv6 link-local address. */
export const ADDRESS_MODES = ['eui64', 'none', 'stable_secret', 'random'] as const;

export type AddressMode = (typeof ADDRESS_MODES)[number];
