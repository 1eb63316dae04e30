import {
  boundaryId,
  type HostService,
  madeAs,
  type Resource,
  requireVpc,
  type State,
  type VpcView,
  workloadsOf,
} from '@vpcctl/sdk';
import { type DnsRecord, domainOf, recordsOf } from './names.js';
import type { DnsServer } from './server.js';
import { type Enabled, selectDns } from './state.js';

/** Where workloads ask. */
const DNS_PORT = 53;

/**
 * For public workloads a server that asks others for what it does not know, for private ones another that asks nobody; and
 * the way to it, by UDP and TCP. Both know all names of the VPC. Where there are no such workloads there is neither.
 */
export function lowerDns(state: State): Resource[] {
  return Object.values(selectDns(state)).flatMap((enabled) => {
    const vpc = requireVpc(state, enabled.vpc);
    const workloads = workloadsOf(state, vpc.name);
    const records = recordsOf(vpc.name, workloads);
    return (['public', 'private'] as const).flatMap((type) => {
      const addresses = workloads
        .filter((each) => each.type === type)
        .flatMap((each) => each.addresses.map(({ text }) => text));
      if (addresses.length === 0) return [];
      return [
        server(vpc, enabled, type, records),
        ...(['udp', 'tcp'] as const).map((protocol) =>
          service(vpc, enabled.ports[type], protocol, addresses),
        ),
      ];
    });
  });
}

function server(
  vpc: VpcView,
  { ports }: Enabled,
  type: keyof Enabled['ports'],
  records: readonly DnsRecord[],
): DnsServer {
  const name = `dns-${vpc.segment}-${type}`;
  return {
    kind: 'dns-server',
    id: `dns-server:${name}`,
    attributes: {
      name,
      interface: vpc.bridge.name,
      port: ports[type],
      domain: domainOf(vpc.name),
      cidr: vpc.cidr,
      records,
      asksOthers: type === 'public',
    },
    dependsOn: [`bridge:${vpc.bridge.name}`],
    why: `names of ${vpc.name}, for its ${type} subnets`,
  };
}

function service(
  vpc: VpcView,
  listener: number,
  protocol: 'tcp' | 'udp',
  addresses: readonly string[],
): HostService {
  const { bridge, gateway } = vpc;
  const name = `${madeAs(vpc)}/${protocol}/${listener}`;
  return {
    kind: 'host-service',
    id: `host-service:${name}`,
    attributes: {
      name,
      bridge: bridge.name,
      gateway,
      addresses,
      protocol,
      port: DNS_PORT,
      listener,
    },
    dependsOn: [boundaryId(vpc)],
    why: `workloads of ${vpc.name} ask ${gateway} for names`,
  };
}
