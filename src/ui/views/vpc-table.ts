import type { VpcOutput } from '../../schemas/vpc.js';
import { labelText } from '../text/labels.js';
import { paint } from '../text/paint.js';
import { renderTable } from '../text/table.js';

const HEAD = ['VPC', 'CIDR', 'ROUTER', 'UPLINK', 'SUBNETS', 'PEERS'];
/** The further columns of a wide table. */
const WIDE = ['GATEWAY', 'SEGMENT', 'LABELS'];

/**
 * VPCs as a table.
 * @param options.wide with all columns, and with labels
 * @param options.isSelected whether they were selected by labels, for the line where there are none
 */
export function renderVpcs(
  vpcs: readonly VpcOutput[],
  { wide = false, isSelected = false }: { wide?: boolean; isSelected?: boolean } = {},
): string {
  if (vpcs.length === 0 && isSelected) return 'Nothing has these labels.';
  if (vpcs.length === 0) return 'There are no VPCs. Create one: vpcctl create-vpc vpc1 10.0.0.0/16';
  if (!wide)
    return renderTable(
      HEAD,
      vpcs.map((vpc) => row(vpc, () => '')),
    );
  const rows = vpcs.map((vpc) => [
    ...row(vpc, ({ labels }) => inBraces(labelText(labels))),
    vpc.gateway,
    String(vpc.segment),
    labelText(vpc.labels).replaceAll(', ', '\n') || '-',
  ]);
  return renderTable([...HEAD, ...WIDE], rows);
}

/** @param more what follows a subnet or instance in its line */
function row(vpc: VpcOutput, more: (place: Pick<VpcOutput, 'labels'>) => string): string[] {
  const subnets = vpc.subnets.flatMap((subnet) => [
    `${subnet.name} ${subnet.cidr} ${subnet.type}${more(subnet)}`,
    ...subnet.instances.map(
      (instance) => `  ${subnet.name}/${instance.name} ${instance.address}${more(instance)}`,
    ),
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

function inBraces(text: string): string {
  return text === '' ? '' : ` {${text}}`;
}
