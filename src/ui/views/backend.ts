import type { BackendCompareOutput, BackendShowOutput } from '../../schemas/backend.js';
import { paint } from '../text/paint.js';
import { renderTable } from '../text/table.js';
import { printableLine } from '../text/text.js';

/** Renders `backend show`. Pure. */
export function renderBackends({ backend, serves, backends }: BackendShowOutput): string {
  const width = Math.max(0, ...backends.map(({ name }) => name.length));
  const notInUse = backends.filter(({ inUse }) => !inUse);
  const next = notInUse.find(
    ({ unsupportedReason, warning }) => unsupportedReason === null && warning === null,
  );
  return [
    `backend  ${backend ?? 'none yet: the first VPC decides'}`,
    `serves   ${serves.join(', ')}`,
    ...backends.map((driver, index) => {
      const label = index === 0 ? 'drivers  ' : '         ';
      return `${label}${driver.name.padEnd(width)}  ${statusOf(driver)}`;
    }),
    ...(backend === null || next === undefined ? [] : [`next     vpcctl backend set ${next.name}`]),
  ].join('\n');
}

/** Whether a backend works on this host, and what it does not enforce. */
function statusOf({
  inUse,
  unsupportedReason,
  warning,
}: BackendShowOutput['backends'][number]): string {
  if (unsupportedReason !== null) return bad(unsupportedReason);
  const how = inUse ? 'in use' : 'works here';
  return warning === null ? paint.good(how) : bad(`${how}: ${warning}`);
}

function bad(unsupportedReason: string): string {
  return paint.bad(printableLine(unsupportedReason));
}

type Flow = BackendCompareOutput['flows'][number];

/** Renders `backend compare`: the differences as a table, then their number. */
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
