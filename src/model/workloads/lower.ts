import {
  addressIn,
  boundaryId,
  ipv4Of,
  type LinkAddress,
  type Masquerade,
  type Namespace,
  type NamespaceAlias,
  parseNetwork,
  type Resource,
  type Route,
  type SourceGuard,
  type Sysctl,
  type Veth,
} from '@vpcctl/sdk';
import type { Subnet } from '../network/subnet.js';
import type { Vpc } from '../network/vpc.js';
import { routesOf, type Workload } from './select.js';

/** The resources of a workload: a subnet's own, an instance, or an attached namespace. */
export function lowerWorkload(workload: Workload, subnet: Subnet, vpc: Vpc): Resource[] {
  return [
    ...lowerPolicy(workload, subnet, vpc),
    ...lowerNamespace(workload),
    ...lowerVethPair(workload, vpc),
    ...lowerGuestEnd(workload, subnet, vpc),
  ];
}

function lowerPolicy(workload: Workload, subnet: Subnet, vpc: Vpc): Resource[] {
  const { label, madeAs, hostEnd, guestEnd, addresses } = workload;
  const port: SourceGuard = {
    kind: 'source-guard',
    id: `source-guard:${hostEnd.name}`,
    attributes: {
      bridge: vpc.bridge.name,
      interface: hostEnd.name,
      mac: guestEnd.mac,
      addresses: addresses.map(({ text }) => text),
    },
    dependsOn: [boundaryId(vpc)],
    why: `let ${label} send only from its own MAC and address`,
  };
  if (subnet.type === 'private') return [port];
  const internet: Masquerade = {
    kind: 'masquerade',
    id: `masquerade:${madeAs}`,
    attributes: {
      bridge: vpc.bridge.name,
      segment: vpc.segment,
      uplink: vpc.uplink?.interface ?? null,
      address: ipv4Of(addresses).text,
    },
    dependsOn: [boundaryId(vpc)],
    why: `${label} is public: let it connect to the internet`,
  };
  return [port, internet];
}

/** The namespace, where vpcctl creates it, or its name, where a process named it. */
function lowerNamespace(workload: Workload): Resource[] {
  const { label, namespace: name, attachment } = workload;
  if (attachment === null) {
    const namespace: Namespace = {
      kind: 'namespace',
      id: `namespace:${name}`,
      attributes: { name },
      why: `the namespace of ${label}`,
    };
    return [namespace];
  }
  if (attachment.process === null) return [];
  const { process } = attachment;
  const named: NamespaceAlias = {
    kind: 'namespace-alias',
    id: `namespace-alias:${name}`,
    attributes: { name, process },
    why: `a name for the namespace of process ${process.pid}`,
  };
  return [named];
}

function lowerVethPair(workload: Workload, vpc: Vpc): Resource[] {
  const { label, madeAs, hostEnd, guestEnd, namespace } = workload;
  const veth: Veth = {
    kind: 'veth',
    id: `veth:${hostEnd.name}`,
    attributes: {
      ...hostEnd,
      alias: `vpcctl:${madeAs}`,
      bridge: vpc.bridge.name,
      peer: { ...guestEnd, namespace },
    },
    dependsOn: [...lowerNamespace(workload).map(({ id }) => id), `bridge:${vpc.bridge.name}`],
    why: `the veth pair from ${label} to its router`,
  };
  const noIpv6: Sysctl = {
    kind: 'sysctl',
    id: `sysctl:net/ipv6/conf/${hostEnd.name}/disable_ipv6`,
    attributes: {
      key: `net/ipv6/conf/${hostEnd.name}/disable_ipv6`,
      value: '1',
      restore: null,
    },
    dependsOn: [veth.id],
    why: `keep IPv6 of ${label} out`,
  };
  return [veth, noIpv6];
}

function lowerGuestEnd(workload: Workload, subnet: Subnet, vpc: Vpc): Resource[] {
  const { label, namespace, guestEnd, hostEnd } = workload;
  const place = { namespace, link: guestEnd.name };
  const own = ipv4Of(workload.addresses);
  const address: LinkAddress = {
    kind: 'address',
    // The id has the interface, since subnet vpc1 of VPC br has namespace br-vpc1, as VPC vpc1's
    // router.
    id: `address:${namespace}/${guestEnd.name}`,
    attributes: { ...place, cidr: addressIn(parseNetwork(subnet.cidr), own) },
    dependsOn: [`veth:${hostEnd.name}`],
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
      source: own.text,
    },
    why: `route from ${label} to its subnet`,
  };
  const routed = routesOf(workload).map(
    (destination): Route => ({
      ...common,
      id: `route:${namespace}:${destination}`,
      attributes: {
        ...place,
        table: 'main',
        destination,
        via: vpc.gateway,
        // The gateway is not in the subnet's network.
        onlink: true,
        metric: null,
        source: null,
      },
      why: `route ${destination === 'default' ? 'everything else' : destination} by the router of ${vpc.name}`,
    }),
  );
  return [address, neighbours, ...routed];
}
