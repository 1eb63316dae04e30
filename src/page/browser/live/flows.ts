import type { FlowEvent } from '../../shared/answers.js';
import { amount, timeOfDay } from '../base/format.js';
import { createFeedView, type Row } from './feed.js';

/** Flows as the flow logs record them. */
export function createFlows(): HTMLElement {
  return createFeedView({
    title: 'Flows',
    address: 'api/flows',
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
  return {
    when: Number.isNaN(at.getTime()) ? '' : timeOfDay(at.toISOString()),
    flow: [
      end('from', 'source', 'sourcePort'),
      '→',
      end('to', 'destination', 'port'),
      amount(Number(line['bytes'] ?? 0)),
    ],
    why: `${isDenied ? 'denied: ' : ''}${textOf(line['rule'])}`,
    kind: isDenied ? 'denied' : 'flow',
  };
}
