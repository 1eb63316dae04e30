import {
  type Address,
  type InternetAccess,
  type Namespace,
  type Port,
  parseCidr,
  type Resource,
  type Route,
  type State,
  type Sysctl,
  type Veth,
} from '@vpcctl/sdk';
import { requireVpc } from '../vpc/select.js';
import type { Vpc } from '../vpc/state.js';
import { selectSubnets } from './select.js';
import type { Subnet } from './state.js';

/** The resources of all subnets. */
export function lowerSubnets(state: State): Resource[] {
  return Object.values(selectSubnets(state)).flatMap((subnet) => {
    const vpc = requireVpc(state, subnet.vpc);
    return [...lowerPolicy(subnet, vpc), ...lowerCable(subnet, vpc), ...lowerInside(subnet, vpc)];
  });
}

function lowerPolicy(subnet: Subnet, vpc: Vpc): Resource[] {
  const label = `${subnet.vpc}/${subnet.name}`;
  const port: Port = {
    kind: 'port',
    id: `port:${subnet.outside.name}`,
    attributes: {
      bridge: vpc.bridge.name,
      interface: subnet.outside.name,
      mac: subnet.inside.mac,
      address: subnet.address,
    },
    dependsOn: [`router:${vpc.name}`],
    why: `${label} sends as itself only`,
  };
  if (subnet.type === 'private' || vpc.uplink === null) return [port];
  const internet: InternetAccess = {
    kind: 'internet-access',
    id: `internet-access:${label}`,
    attributes: {
      bridge: vpc.bridge.name,
      zone: vpc.zone,
      uplink: vpc.uplink.interface,
      address: subnet.address,
    },
    dependsOn: [`router:${vpc.name}`],
    why: `${label} is public`,
  };
  return [port, internet];
}

function lowerCable(subnet: Subnet, vpc: Vpc): Resource[] {
  const label = `${subnet.vpc}/${subnet.name}`;
  const namespace: Namespace = {
    kind: 'namespace',
    id: `namespace:${subnet.namespace}`,
    attributes: { name: subnet.namespace },
    why: `the machine of ${label}`,
  };
  const veth: Veth = {
    kind: 'veth',
    id: `veth:${subnet.outside.name}`,
    attributes: {
      ...subnet.outside,
      alias: `vpcctl:${label}`,
      bridge: vpc.bridge.name,
      peer: { ...subnet.inside, namespace: subnet.namespace },
    },
    dependsOn: [namespace.id, `bridge:${vpc.bridge.name}`],
    why: `the cable from ${label} to its router`,
  };
  const noIpv6: Sysctl = {
    kind: 'sysctl',
    id: `sysctl:net/ipv6/conf/${subnet.outside.name}/disable_ipv6`,
    attributes: {
      key: `net/ipv6/conf/${subnet.outside.name}/disable_ipv6`,
      value: '1',
      restore: null,
    },
    dependsOn: [veth.id],
    why: `no IPv6 from ${label}`,
  };
  return [namespace, veth, noIpv6];
}

function lowerInside(subnet: Subnet, vpc: Vpc): Resource[] {
  const label = `${subnet.vpc}/${subnet.name}`;
  const place = { namespace: subnet.namespace, link: subnet.inside.name };
  const address: Address = {
    kind: 'address',
    // With the interface: the namespace of subnet vpc1 of VPC br is called as the router of VPC vpc1.
    id: `address:${subnet.namespace}/${subnet.inside.name}`,
    attributes: { ...place, cidr: `${subnet.address}/${parseCidr(subnet.cidr).prefix}` },
    dependsOn: [`veth:${subnet.outside.name}`],
    why: `the address of ${label}`,
  };
  const routes: Route[] = [
    {
      kind: 'route',
      id: `route:${subnet.namespace}:${subnet.cidr}`,
      attributes: {
        ...place,
        table: 'main',
        destination: subnet.cidr,
        via: null,
        onlink: false,
        metric: null,
        source: subnet.address,
      },
      dependsOn: [address.id],
      why: `the neighbours of ${label}`,
    },
    {
      kind: 'route',
      id: `route:${subnet.namespace}:default`,
      attributes: {
        ...place,
        table: 'main',
        destination: 'default',
        via: vpc.gateway,
        // The gateway is outside the subnet's own network.
        onlink: true,
        metric: null,
        source: null,
      },
      dependsOn: [address.id],
      why: `all else goes to the router of ${vpc.name}`,
    },
  ];
  return [address, ...routes];
}
