import type { FlowEvent } from '../../shared/answers.js';
import { amount, timeOfDay } from '../base/format.js';
import { createFeedView, type Row } from './feed.js';

/** Flows as the flow logs record them. */
export function createFlows(): HTMLElement {
  return createFeedView({
    title: 'Flows',
    address: 'api/flows',
    columns: ['When', 'From', 'To', 'Bytes', 'Why', ''],
    events: { flow: rowOf },
    whenEmpty: 'No flow is recorded yet; vpcctl flow-logs enable records them.',
  });
}

const textOf = (value: FlowEvent[string] | undefined): string => (value ?? '').toString();

function rowOf(line: FlowEvent): Row {
  const end = (name: string, address: string, port: string) => {
    const number = textOf(line[port]);
    const place = textOf(line[name]) || textOf(line[address]);
    return number === '' || number === '0' ? place : `${place}:${number}`;
  };
  const at = new Date(textOf(line['end']) || 0);
  const isDenied = textOf(line['action']) === 'REJECT';
  const cells = [
    Number.isNaN(at.getTime()) ? '' : timeOfDay(at.toISOString()),
    end('from', 'source', 'sourcePort'),
    end('to', 'destination', 'port'),
    amount(Number(line['bytes'] ?? 0)),
    `${isDenied ? 'denied: ' : ''}${textOf(line['rule'])}`,
  ];
  return { cells, text: cells.join(' '), kind: isDenied ? 'denied' : 'flow' };
}
