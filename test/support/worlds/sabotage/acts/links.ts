import type { Act } from '../act.js';

const NAMESAKE: Pick<Act, 'does' | 'goes'> = {
  does: ({ bridge }) => `ip link del ${bridge}; ip link add ${bridge} type bridge`,
  goes: ({ bridge }) => `ip link del ${bridge}`,
};

/** What happens to bridges, and to veth pairs on the host. */
export const LINK_ACTS: readonly Act[] = [
  { kind: 'the bridge is down', does: ({ bridge }) => `ip link set ${bridge} down` },
  { kind: 'the bridge is deleted', does: ({ bridge }) => `ip link del ${bridge}` },
  {
    kind: 'the bridge has another name',
    does: ({ bridge }) => `ip link set ${bridge} name renamed`,
    goes: () => 'ip link del renamed',
    // Packets pass without their zone meanwhile, and are tracked as second connections.
    ends: 'of the VPC',
  },
  {
    kind: 'the bridge has a small MTU',
    does: ({ bridge }) => `ip link set ${bridge} mtu 1000`,
    goes: ({ bridge }) => `ip link set ${bridge} mtu 1500`,
  },
  {
    kind: 'the bridge has another MAC',
    does: ({ bridge }) => `ip link set ${bridge} address 02:00:00:00:00:01`,
  },
  {
    kind: 'the bridge answers no ARP',
    does: ({ bridge }) => `ip link set ${bridge} arp off`,
    goes: ({ bridge }) => `ip link set ${bridge} arp on`,
  },
  {
    kind: 'the bridge is in a spanning tree',
    does: ({ bridge }) => `ip link set ${bridge} type bridge stp_state 1`,
  },
  {
    kind: 'the bridge forgets MACs',
    does: ({ bridge }) => `ip link set ${bridge} type bridge ageing_time 0`,
  },
  { kind: 'the port is down', does: ({ port }) => `ip link set ${port} down` },
  {
    kind: 'the port is deleted',
    does: ({ port }) => `ip link del ${port}`,
  },
  {
    kind: 'the port has another name',
    does: ({ port }) => `ip link set ${port} name renamed`,
    goes: () => 'ip link del renamed',
    // A pair cannot be built anew while its other end is there, so a repair closes the workload.
    ends: 'of the workload',
  },
  { kind: 'the port has no bridge', does: ({ port }) => `ip link set ${port} nomaster` },
  {
    kind: 'the port is in another bridge',
    does: ({ port }) =>
      `ip link add br-other type bridge; ip link set br-other up; ip link set ${port} master br-other`,
    goes: () => 'ip link del br-other',
  },
  {
    kind: 'the port has a small MTU',
    does: ({ port }) => `ip link set ${port} mtu 1000`,
    goes: ({ port }) => `ip link set ${port} mtu 1500`,
  },
  {
    kind: 'the port has another MAC',
    does: ({ port }) => `ip link set ${port} address 02:00:00:00:00:03`,
  },
  {
    kind: 'the port has no alias',
    does: ({ port }) => `ip link set ${port} alias ''`,
    goes: ({ port }) => `ip link del ${port}`,
  },
  {
    kind: 'the port of another workload is down',
    does: ({ bridge, port }) =>
      `for one in $(ls /sys/class/net/${bridge}/brif); do [ $one = ${port} ] || ip link set $one down; done`,
  },
  {
    kind: 'a link of another program is a port',
    does: ({ bridge }) =>
      `ip link add other0 type veth peer name other1; ip link set other0 up; ip link set other1 up; ip link set other0 master ${bridge}`,
    goes: () => 'ip link del other0',
  },
  {
    kind: 'a link of another program has the name of the port',
    does: ({ port }) => `ip link del ${port}; ip link add ${port} type bridge`,
    goes: ({ port }) => `ip link del ${port}`,
    ends: 'of the workload',
  },
  { ...NAMESAKE, kind: 'a link of another program has the name of the bridge', only: 'nftables' },
  {
    ...NAMESAKE,
    kind: 'a link of another program has the name of the bridge, which guarded its ports',
    only: 'iptables-legacy',
    // Ports outside their bridge cannot be locked, so a repair closes the VPC.
    ends: 'of the VPC',
  },
];

const flag =
  (words: string) =>
  ({ port }: { readonly port: string }) =>
    `bridge link set dev ${port} ${words}`;

/** What happens to the settings of ports, and to what bridges know. */
export const PORT_ACTS: readonly Act[] = [
  { kind: 'the port is not isolated', does: flag('isolated off') },
  { kind: 'the port is not locked', does: flag('locked off') },
  { kind: 'the port is disabled', does: flag('state 0') },
  { kind: 'the port gets no broadcasts', does: flag('bcast_flood off') },
  { kind: 'the port is not flooded', does: flag('flood off') },
  { kind: 'the port gets no multicast', does: flag('mcast_flood off') },
  { kind: 'the port learns nothing', does: flag('learning off') },
  { kind: 'the port learns', does: flag('learning on') },
  { kind: 'ARP to the port is suppressed', does: flag('neigh_suppress on') },
  { kind: 'the port sends back', does: flag('hairpin on') },
  { kind: 'the port is guarded', does: flag('guard on') },
  { kind: 'the port is a root block', does: flag('root_block on') },
  {
    kind: 'the MAC of the workload is at another port',
    does: ({ bridge, mac, port }) =>
      `ip link add other2 type veth peer name other3; ip link set other2 up; ip link set other3 up
       ip link set other2 master ${bridge}; bridge fdb del ${mac} dev ${port} master || :
       bridge fdb replace ${mac} dev other2 master static`,
    goes: () => 'ip link del other2',
  },
  {
    kind: 'the MAC of the workload is the bridge itself',
    does: ({ bridge, mac, port }) =>
      `bridge fdb del ${mac} dev ${port} master || :; bridge fdb replace ${mac} dev ${bridge} self local`,
    goes: ({ bridge, mac }) => `bridge fdb del ${mac} dev ${bridge} self`,
  },
  {
    kind: 'the MAC of the workload is not known',
    does: ({ mac, port }) => `bridge fdb del ${mac} dev ${port} master || :`,
  },
];
