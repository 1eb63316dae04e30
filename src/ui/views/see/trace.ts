import type { FlowTrace } from '../../../engine/trace/index.js';
import { endpointText, type Flow, serviceText, type Verdict } from '../../../model/reach/index.js';
import type { TraceOutput } from '../../../schemas/see/trace.js';
import { renderTable } from '../../text/table.js';
import { printableLine } from '../../text/text.js';

/** A traced packet for programs, with what `reach` says of its flow. Pure. */
export function viewTrace(
  { from, to, protocol, port }: Flow,
  { steps, answer }: FlowTrace,
  { reachable, receivers, decided }: Verdict,
): TraceOutput {
  const isReached = answer !== 'dropped';
  return {
    ...{ from: endpointText(from), to: endpointText(to), protocol, port },
    steps: steps.map((step) => ({ ...step })),
    answer,
    reachable,
    decided: decided.says,
    // A port forward with several targets gives each packet to one of them.
    agrees: reachable ? isReached : !isReached || receivers.length > 0,
  };
}

/** A traced packet for people: its way rule by rule, then what `reach` says. Pure. */
export function renderTrace(output: TraceOutput): string {
  const { from, to, steps, answer, reachable, decided, agrees } = output;
  const rows = steps.map(({ table, chain, rule, verdict, isOwn }) => [
    printableLine(isOwn ? table.replace(/ .*/, '') : table),
    printableLine(chain),
    printableLine(rule ?? ''),
    printableLine(verdict),
  ]);
  const way =
    rows.length === 0
      ? ['It met no rule of vpcctl: the sender sends it elsewhere, or not at all.']
      : [renderTable(['TABLE', 'CHAIN', 'RULE', 'VERDICT'], rows)];
  return [
    `${from} to ${to}, ${serviceText(output)}: ${SEEN[answer]}`,
    '',
    ...way,
    '',
    `reach says ${reachable ? 'yes' : 'no'}: ${printableLine(decided)}`,
    agrees ? 'The packet did so.' : differs(output),
  ].join('\n');
}

const SEEN = {
  answered: 'it is answered',
  refused: 'it is reached, but no service listens there',
  dropped: 'no answer',
} as const;

/** Where the packet and the answer of `reach` part. */
function differs({ steps, reachable }: TraceOutput): string {
  const last = steps.at(-1);
  if (!reachable) return 'The packet differs: it arrived.';
  if (last?.verdict === 'drop') {
    const rule = last.rule === null ? '' : `: ${last.rule}`;
    return printableLine(`The packet differs: ${last.table} ${last.chain} dropped it${rule}`);
  }
  return 'The packet differs: no rule dropped it, but nothing answered. See what is in the way: vpcctl status';
}
