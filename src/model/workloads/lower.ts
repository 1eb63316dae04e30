import {
  type Address,
  type InternetAccess,
  type Namespace,
  type NamespaceName,
  type Port,
  parseCidr,
  type Resource,
  type Route,
  type State,
  type Sysctl,
  type Veth,
} from '@vpcctl/sdk';
import { requireSubnet } from '../../features/subnet/select.js';
import type { Subnet } from '../../features/subnet/state.js';
import { requireVpc } from '../../features/vpc/select.js';
import type { Vpc } from '../../features/vpc/state.js';
import { type Machine, routesOf } from './select.js';

/** The resources of a machine: the subnet's own, an instance, and one that was attached. */
export function lowerMachine(state: State, machine: Machine): Resource[] {
  const subnet = requireSubnet(state, machine.vpc, machine.subnet);
  const vpc = requireVpc(state, machine.vpc);
  return [
    ...lowerPolicy(machine, subnet, vpc),
    ...lowerNamespace(machine),
    ...lowerCable(machine, vpc),
    ...lowerInside(machine, subnet, vpc),
  ];
}

function lowerPolicy(machine: Machine, subnet: Subnet, vpc: Vpc): Resource[] {
  const { label, outside, inside, address } = machine;
  const port: Port = {
    kind: 'port',
    id: `port:${outside.name}`,
    attributes: {
      bridge: vpc.bridge.name,
      interface: outside.name,
      mac: inside.mac,
      address,
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
      address,
    },
    dependsOn: [`router:${vpc.name}`],
    why: `${label} is public`,
  };
  return [port, internet];
}

/** The namespace where it is ours, or a name for it where a process was what it was found by. */
function lowerNamespace(machine: Machine): Resource[] {
  const { label, namespace: name, attachment } = machine;
  if (attachment === null) {
    const namespace: Namespace = {
      kind: 'namespace',
      id: `namespace:${name}`,
      attributes: { name },
      why: `the machine of ${label}`,
    };
    return [namespace];
  }
  if (attachment.process === null) return [];
  const { process } = attachment;
  const named: NamespaceName = {
    kind: 'namespace-name',
    id: `namespace-name:${name}`,
    attributes: { name, process },
    why: `a name for the namespace of process ${process.pid}`,
  };
  return [named];
}

function lowerCable(machine: Machine, vpc: Vpc): Resource[] {
  const { label, outside, inside, namespace } = machine;
  const veth: Veth = {
    kind: 'veth',
    id: `veth:${outside.name}`,
    attributes: {
      ...outside,
      alias: `vpcctl:${label}`,
      bridge: vpc.bridge.name,
      peer: { ...inside, namespace },
    },
    dependsOn: [...lowerNamespace(machine).map(({ id }) => id), `bridge:${vpc.bridge.name}`],
    why: `the cable from ${label} to its router`,
  };
  const noIpv6: Sysctl = {
    kind: 'sysctl',
    id: `sysctl:net/ipv6/conf/${outside.name}/disable_ipv6`,
    attributes: {
      key: `net/ipv6/conf/${outside.name}/disable_ipv6`,
      value: '1',
      restore: null,
    },
    dependsOn: [veth.id],
    why: `no IPv6 from ${label}`,
  };
  return [veth, noIpv6];
}

function lowerInside(machine: Machine, subnet: Subnet, vpc: Vpc): Resource[] {
  const { label, namespace, inside, outside } = machine;
  const place = { namespace, link: inside.name };
  const address: Address = {
    kind: 'address',
    // With the interface: the namespace of subnet vpc1 of VPC br is called as the router of VPC vpc1.
    id: `address:${namespace}/${inside.name}`,
    attributes: { ...place, cidr: `${machine.address}/${parseCidr(subnet.cidr).prefix}` },
    dependsOn: [`veth:${outside.name}`],
    why: `the address of ${label}`,
  };
  const common = { kind: 'route', dependsOn: [address.id] } as const;
  const neighbours: Route = {
    ...common,
    id: `route:${namespace}:${subnet.cidr}`,
    attributes: {
      ...place,
      table: 'main',
      destination: subnet.cidr,
      via: null,
      onlink: false,
      metric: null,
      source: machine.address,
    },
    why: `the neighbours of ${label}`,
  };
  const routed = routesOf(machine).map(
    (destination): Route => ({
      ...common,
      id: `route:${namespace}:${destination}`,
      attributes: {
        ...place,
        table: 'main',
        destination,
        via: vpc.gateway,
        // The gateway is outside the subnet's own network.
        onlink: true,
        metric: null,
        source: null,
      },
      why: `${destination === 'default' ? 'all else' : destination} goes to the router of ${vpc.name}`,
    }),
  );
  return [address, neighbours, ...routed];
}
