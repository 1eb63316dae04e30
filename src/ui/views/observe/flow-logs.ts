import { protocolOf } from '@vpcctl/sdk';
import type { FlowGap, FlowLine, FlowRecord } from '../../../model/flows/index.js';
import type { FlowLogsStatusOutput } from '../../../schemas/see/flow-logs.js';
import { paint } from '../../text/paint.js';
import { localTime, printableLine } from '../../text/text.js';

/** The names of the columns of {@link renderFlow}. */
export const FLOW_HEADER = columns('TIME', 'ACTION', 'PROTO', 'FROM', 'TO', 'PACKETS', 'BYTES');

/** A line of a flow log for people. Pure. */
export function renderFlow(line: FlowLine): string {
  const time = localTime(new Date(line.end).toISOString());
  if (line.status !== 'OK') return paint.changed(printableLine(`${time}  ${gap(line)}`));
  const { action, protocol, packets, bytes, rule, entry } = line;
  const [from, to] = endsOf(line);
  const row = columns(time, action, protocolOf(protocol), from, to, `${packets}`, `${bytes}`);
  const why = [rule, entry === null ? null : `entry ${entry}`].filter((word) => word !== null);
  const text = printableLine([row, ...(why.length > 0 ? [why.join(', ')] : [])].join('  '));
  return action === 'REJECT' ? paint.bad(text) : text;
}

/** `web/web1:443`: the name where it is known, else the address. */
function endsOf(line: FlowRecord): [string, string] {
  const { source, sourcePort, destination, port, from, to } = line;
  const end = (name: string | null, address: string, number: number) => {
    const place = name === null ? address : `${name} ${address}`;
    return number === 0 ? place : `${place}:${number}`;
  };
  return [end(from, source, sourcePort), end(to, destination, port)];
}

function gap({ status, vpc, lost, start }: FlowGap): string {
  if (status === 'NODATA') return 'no traffic';
  const what = `${lost ?? 'some'} connections or packets`;
  const since = localTime(new Date(start).toISOString());
  return `${vpc ?? 'all VPCs'}: not recorded: ${what} since ${since}`;
}

function columns(
  time: string,
  action: string,
  protocol: string,
  from: string,
  to: string,
  packets: string,
  bytes: string,
): string {
  const ends = `${from.padEnd(36)}  ${to.padEnd(36)}`;
  const counted = `${packets.padStart(9)}  ${bytes.padStart(12)}`;
  return `${time.padEnd(19)}  ${action.padEnd(6)}  ${protocol.padEnd(5)}  ${ends}  ${counted}`;
}

/** Renders `flow-logs status`, with the next step. Pure. */
export function renderFlowLogStatus(status: FlowLogsStatusOutput): string {
  const { logs, running, directory, files, bytes, writtenAt, lost } = status;
  const width = Math.max(0, ...logs.map(({ vpc }) => vpc.length));
  const lines = [
    ...(logs.length === 0 ? ['no VPC has a flow log'] : []),
    ...logs.map(
      ({ vpc, record, aggregateSeconds }) =>
        `${vpc.padEnd(width)}  ${record}, each ${aggregateSeconds} s`,
    ),
    `service   ${running ? paint.good('runs') : logs.length > 0 ? paint.bad('does not run') : 'does not run'}`,
    `files     ${files} with ${bytes} bytes in ${printableLine(directory)}`,
    `written   ${writtenAt === null ? 'never' : localTime(writtenAt)}`,
    `lost      ${lost === 0 ? 'nothing' : paint.bad(`${lost} connections or packets`)}`,
  ];
  if (logs.length === 0) lines.push('next      vpcctl flow-logs enable VPC');
  else if (!running) lines.push('next      vpcctl boot enable, or by hand: vpcctl flow-logs run');
  return lines.join('\n');
}
