import { MARK_RULE_MASK } from '@vpcctl/sdk';
import type { Carried, Counted, Tuple } from './connection.js';
import type { FlowNetwork, FlowWorkload } from './network.js';
import type { FlowRecord } from './record.js';

/** One connection in the log of one VPC. */
interface Side {
  readonly vpc: string;
  readonly interface: string | null;
  /** The ends as that interface sees them. */
  readonly opener: End;
  readonly receiver: End;
}

interface End {
  readonly address: string;
  readonly port: number;
}

/** What allowed a connection. */
export type Reason = Pick<FlowRecord, 'entry' | 'rule'>;

const UNKNOWN: Reason = { entry: null, rule: null };

/**
 * The records of what a connection carried: two, one a direction, in the log of each VPC that it
 * touches. Between workloads of one VPC the addresses are those that the opener sees. Pure.
 */
export function attribute(
  carried: Carried,
  network: FlowNetwork,
  why: Reason = UNKNOWN,
): FlowRecord[] {
  const { original, reply, counted } = carried;
  const { vpc, opener, receiver } = endsOf(carried, network);
  const sides: Side[] = [];
  if (vpc !== null) {
    const label = opener?.label ?? null;
    sides.push({ vpc, interface: label, ...asOpened(original) });
  }
  const other = receiver?.vpc ?? vpcOf(carried, network);
  if (other !== null && other !== vpc && (vpc === null || receiver !== null)) {
    sides.push({ vpc: other, interface: receiver?.label ?? null, ...asReceived(reply) });
  }
  const [from, to] = [opener?.label ?? null, receiver?.label ?? null];
  return sides.flatMap((side) => [
    ...record(carried, side, counted.original, [side.opener, side.receiver], [from, to], why),
    ...record(carried, side, counted.reply, [side.receiver, side.opener], [to, from], why),
  ]);
}

/** Who opened the connection, in which VPC, and who gets its packets. */
function endsOf({ original, reply, mark }: Carried, network: FlowNetwork): Ends {
  const vpc = original.zone === null ? null : network.vpcOf(original.zone);
  const opener = vpc === null ? null : network.workloadAt(vpc, original.source);
  const entered = vpc ?? network.vpcOf(mark & MARK_RULE_MASK);
  const receiver = entered === null ? null : network.workloadAt(entered, reply.source);
  return { vpc, opener, receiver };
}

interface Ends {
  readonly vpc: string | null;
  readonly opener: FlowWorkload | null;
  readonly receiver: FlowWorkload | null;
}

function vpcOf({ mark }: Carried, network: FlowNetwork): string | null {
  return network.vpcOf(mark & MARK_RULE_MASK);
}

function asOpened({
  source,
  sourcePort,
  destination,
  port,
}: Tuple): Pick<Side, 'opener' | 'receiver'> {
  return {
    opener: { address: source, port: sourcePort ?? 0 },
    receiver: { address: destination, port: port ?? 0 },
  };
}

function asReceived(tuple: Tuple): Pick<Side, 'opener' | 'receiver'> {
  const { opener, receiver } = asOpened(tuple);
  return { opener: receiver, receiver: opener };
}

function record(
  { original, start, end }: Carried,
  { vpc, interface: label }: Side,
  { packets, bytes }: Counted,
  [source, destination]: readonly [End, End],
  [from, to]: readonly [string | null, string | null],
  { entry, rule }: Reason,
): FlowRecord[] {
  if (packets === 0) return [];
  return [
    {
      status: 'OK',
      vpc,
      interface: label,
      action: 'ACCEPT',
      protocol: original.protocol,
      source: source.address,
      sourcePort: source.port,
      destination: destination.address,
      port: destination.port,
      packets,
      bytes,
      start,
      end,
      from,
      to,
      entry,
      rule,
    },
  ];
}
