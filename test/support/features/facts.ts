import type { HostFacts, State } from '@vpcctl/sdk';
import { selectVpcs } from '../../../src/features/vpc/state.js';
import { allWorkloads } from '../../../src/model/workloads/select.js';

/** A host that does not forward, with an uplink `eth0`, before anything was made on it. */
export const BARE_HOST: HostFacts = {
  interfaces: ['lo', 'eth0'],
  namespaces: [],
  routes: [
    { destination: '0.0.0.0/0', gateway: '203.0.113.1', interface: 'eth0', metric: 0 },
    { destination: '203.0.113.0/24', gateway: null, interface: 'eth0', metric: 0 },
  ],
  addresses: [{ interface: 'eth0', cidr: '203.0.113.2/24' }],
  uplinks: [
    {
      ...{ interface: 'eth0', gateway: '203.0.113.1', addresses: ['203.0.113.2'] },
      ...{ isDefault: true, isRouted: true },
    },
  ],
  running: ['eth0', 'lo'],
  tables: [253, 254, 255],
  backends: [
    { name: 'nftables', unsupportedReason: null },
    { name: 'iptables-legacy', unsupportedReason: null },
  ],
  filters: [],
  firewallPrograms: [],
  listeners: [],
  sysctls: { 'net/ipv4/ip_forward': '0', 'net/ipv4/conf/all/accept_redirects': '1' },
};

/** The facts of a host on which `state` was made. */
export function hostWith(state: State, base: HostFacts = BARE_HOST): HostFacts {
  const vpcs = Object.values(selectVpcs(state));
  const workloads = allWorkloads(state);
  const forwards = vpcs.length > 0 ? { 'net/ipv4/ip_forward': '1' } : {};
  return {
    interfaces: [
      ...base.interfaces,
      ...vpcs.map((vpc) => vpc.bridge.name),
      ...workloads.map((workload) => workload.hostEnd.name),
    ],
    namespaces: [...base.namespaces, ...workloads.map((workload) => workload.namespace)],
    routes: [
      ...base.routes,
      ...vpcs.map((vpc) => ({
        destination: vpc.cidr,
        gateway: null,
        interface: vpc.bridge.name,
        metric: vpc.segment,
      })),
    ],
    addresses: [
      ...base.addresses,
      ...vpcs.map(({ bridge, cidr, gateway }) => ({
        interface: bridge.name,
        cidr: `${gateway}/${cidr.split('/')[1]}`,
      })),
    ],
    uplinks: base.uplinks,
    running: base.running,
    backends: base.backends,
    filters: base.filters,
    firewallPrograms: base.firewallPrograms,
    listeners: base.listeners,
    tables: [...base.tables, ...vpcs.map((vpc) => vpc.segment)],
    sysctls: { ...base.sysctls, ...forwards },
    ...(base.containers && { containers: base.containers }),
  };
}
