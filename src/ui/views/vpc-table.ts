import type { VpcOutput } from '../../schemas/vpc.js';
import { paint } from '../text/paint.js';
import { renderTable } from '../text/table.js';

const HEAD = ['VPC', 'CIDR', 'ROUTER', 'UPLINK', 'SUBNETS', 'PEERS'];

/** All VPCs as a table. */
export function renderVpcs(vpcs: readonly VpcOutput[]): string {
  if (vpcs.length === 0) return 'There are no VPCs. Create one: vpcctl create-vpc vpc1 10.0.0.0/16';
  return renderTable(HEAD, vpcs.map(row));
}

function row(vpc: VpcOutput): string[] {
  const subnets = vpc.subnets.flatMap(({ name, cidr, type, instances }) => [
    `${name} ${cidr} ${type}`,
    ...instances.map((instance) => `  ${name}/${instance.name} ${instance.address}`),
  ]);
  return [
    paint.strong(vpc.name),
    vpc.cidr,
    vpc.bridge.altname ?? vpc.bridge.name,
    vpc.uplink ?? '-',
    subnets.join('\n') || '-',
    vpc.peers.map((peer) => peer.vpc).join('\n') || '-',
  ];
}
