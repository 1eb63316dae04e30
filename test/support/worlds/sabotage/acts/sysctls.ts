import type { Act } from '../act.js';

const setting = (key: string, bad: string, good: string | null = null): Act => {
  const file = ({ bridge }: { readonly bridge: string }) =>
    `/proc/sys/net/${key.replace('BRIDGE', bridge)}`;
  return {
    kind: `${key} is ${bad}`,
    does: (target) => `echo ${bad} >${file(target)}`,
    ...(good !== null && { goes: (target) => `echo ${good} >${file(target)}` }),
  };
};

/** What happens to settings of the kernel: those that vpcctl sets, then those of which packets depend as well. */
export const SYSCTL_ACTS: readonly Act[] = [
  setting('ipv4/ip_forward', '0'),
  setting('ipv4/conf/BRIDGE/forwarding', '0'),
  setting('ipv4/conf/BRIDGE/send_redirects', '1'),
  setting('ipv4/conf/BRIDGE/rp_filter', '1'),
  setting('ipv4/conf/BRIDGE/proxy_arp', '0'),
  setting('ipv4/conf/BRIDGE/proxy_arp_pvlan', '0'),
  setting('ipv4/neigh/BRIDGE/proxy_delay', '80'),
  setting('ipv6/conf/BRIDGE/disable_ipv6', '0'),
  setting('ipv4/conf/BRIDGE/route_localnet', '1'),
  setting('ipv4/conf/eth0/forwarding', '0', '1'),
  setting('ipv4/conf/eth0/rp_filter', '1', '0'),
  setting('ipv4/conf/all/rp_filter', '1', '0'),
  setting('ipv4/conf/BRIDGE/arp_ignore', '8', '0'),
  setting('ipv4/conf/all/arp_ignore', '8', '0'),
  setting('ipv4/conf/BRIDGE/arp_filter', '1', '0'),
  setting('ipv4/conf/BRIDGE/arp_announce', '2', '0'),
  setting('ipv4/conf/BRIDGE/accept_local', '1', '0'),
  setting('ipv4/conf/BRIDGE/medium_id', '-1', '0'),
  setting('ipv4/neigh/BRIDGE/mcast_solicit', '0', '3'),
  setting('ipv4/icmp_echo_ignore_all', '1', '0'),
  setting('ipv4/ip_default_ttl', '1', '64'),
  setting('bridge/bridge-nf-call-iptables', '1'),
  setting('bridge/bridge-nf-call-arptables', '1'),
];
