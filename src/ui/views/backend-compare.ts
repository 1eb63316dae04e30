import type { BackendCompareOutput } from '../../schemas/backend.js';
import { paint } from '../text/paint.js';
import { renderTable } from '../text/table.js';

type Flow = BackendCompareOutput['flows'][number];

/** What `backend compare` says to people. */
export function renderComparison(output: BackendCompareOutput): string {
  const { backends, flows, differences } = output;
  if (differences === 0) {
    return paint.good(`No difference between ${backends.join(' and ')} in ${countFlows(output)}.`);
  }
  const rows = flows.filter(({ differs }) => differs).map(row);
  const what = differences === 1 ? '1 difference' : `${differences} differences`;
  return [
    renderTable(['FROM', 'TO', 'ADDRESS', 'PACKET', ...backends], rows),
    '',
    paint.bad(`${what} between ${backends.join(' and ')} in ${countFlows(output)}.`),
  ].join('\n');
}

function row({ from, to, address, protocol, port, verdicts }: Flow): string[] {
  const packet = protocol === 'icmp' ? 'icmp echo' : `${protocol} ${port}`;
  return [from, to, address, packet, ...verdicts.map(inWords)];
}

function inWords({ answer, by }: Flow['verdicts'][number]): string {
  const text = by === null ? answer : `${answer} by ${by}`;
  return answer === 'answered' ? paint.good(text) : paint.bad(text);
}

function countFlows({ flows, possible }: BackendCompareOutput): string {
  const count = flows.length === 1 ? '1 flow' : `${flows.length} flows`;
  return possible === flows.length ? count : `${count}, of ${possible} there could be`;
}
