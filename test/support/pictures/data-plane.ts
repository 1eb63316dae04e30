import type { VpcOutput } from '../../../src/schemas/vpc.js';
import { arrow, box, dashes, frame, label, picture, vethPair } from './svg.js';

/** A subnet takes so much of the width. */
const STEP = 200;
const [WIDTH, BETWEEN] = [170, 140];

/** A VPC, and where it begins and ends. */
interface Placed {
  readonly vpc: VpcOutput;
  readonly left: number;
  readonly right: number;
}

/** The way of a packet in VPCs as `list --json` has them: two of them, which are peered. */
export function dataPlane(vpcs: readonly VpcOutput[]): string {
  const placed: Placed[] = [];
  for (const vpc of vpcs) {
    const left = placed.length === 0 ? 50 : (placed.at(-1)?.right ?? 0) + BETWEEN;
    placed.push({ vpc, left, right: left + Math.max(1, vpc.subnets.length) * STEP - 30 });
  }
  const [first, second] = placed;
  if (first === undefined || second === undefined) throw new Error('two VPCs are needed');
  const middle = (first.right + second.left) / 2;
  const end = second.right;
  const name = { anchor: 'middle' } as const;
  return picture(
    [880, 475],
    'The data plane: subnets are namespaces on isolated ports of a VPC router; every packet crosses the forward hook',
    [
      frame([20, 20], [840, 380], 'host'),
      ...placed.flatMap(vpcParts),
      box({
        ...{ at: [50, 300], size: [end - 50, 50], colour: 'filter' },
        title: 'forward hook: boundary, then security groups',
      }),
      label([(first.left + first.right) / 2 + 10, 282], 'every packet, also between neighbours'),
      dashes(
        [
          [first.right, 226],
          [second.left, 226],
        ],
        'none',
      ),
      label([middle, 218], 'peering: routed', name),
      label([middle, 242], 'no shared layer 2', name),
      arrow([400, 350], [400, 420]),
      label([410, 378], 'masquerade: public subnets only, out of the uplink'),
      box({
        ...{ at: [330, 420], size: [140, 40], colour: 'outside' },
        title: `${first.vpc.uplink ?? 'no'} (uplink)`,
      }),
    ],
  );
}

function vpcParts({ vpc, left, right }: Placed): string[] {
  const { bridge, gateway, cidr, segment, subnets } = vpc;
  const prefix = cidr.split('/')[1];
  return [
    ...subnets.flatMap(({ namespace, address, cidr: network, type }, at) => {
      const x = left + at * STEP;
      return [
        box({
          ...{ at: [x, 60], size: [WIDTH, 74], colour: 'workload', title: namespace },
          lines: [`${address} in ${network}`, `${type} subnet`],
        }),
        vethPair([x + 85, 134], [x + 85, 196]),
        label([x + 92, 160], 'veth, isolated port'),
        label([x + 92, 176], 'guard: own MAC, own IP'),
      ];
    }),
    box({
      ...{ at: [left, 196], size: [right - left, 60], colour: 'router' },
      title: `${bridge.altname ?? bridge.name} ${gateway}/${prefix}`,
      lines: [`route table and zone ${segment}`],
    }),
    arrow([(left + right) / 2, 256], [(left + right) / 2, 300]),
  ];
}
