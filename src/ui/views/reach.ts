import type { Answer, Found } from '../../engine/reach/index.js';
import {
  type Endpoint,
  endpointText,
  type Flow,
  HINDERED,
  type Service,
  serviceText,
  type Verdict,
} from '../../model/reach/index.js';
import type { BisectOutput, MatrixOutput, ReachOutput, StepOutput } from '../../schemas/reach.js';
import { paint } from '../text/paint.js';
import { renderTable } from '../text/table.js';
import { localTime, printable, printableLine } from '../text/text.js';

type ProbeOutput = ReachOutput['probe'];

/** An answer as `--json` gives it. `assumed` has the command lines of --with. */
export function viewAnswer(
  { flow, verdict, origins }: Answer,
  assumed: readonly string[],
  probe: ProbeOutput,
): ReachOutput {
  return {
    ...viewFlow(flow),
    reachable: verdict.reachable,
    receivers: [...verdict.receivers],
    steps: verdict.steps.map((step, index) => viewStep(step, origins[index] ?? null)),
    decided: verdict.steps.indexOf(verdict.decided),
    with: [...assumed],
    probe,
  };
}

function viewStep({ at, says, allows }: Verdict['decided'], origin: Origin): StepOutput {
  return { at, says, allows, entry: viewOrigin(origin) };
}

export { endpointText };

/** A flow in words. */
export function viewFlow({ from, to, protocol, port }: Flow) {
  return { from: endpointText(from), to: endpointText(to), protocol, port };
}

type Origin = Answer['origins'][number];

function viewOrigin(origin: Origin): StepOutput['entry'] {
  if (origin === null) return null;
  const { seq, description, entry, how } = origin;
  return { seq, description, at: entry.at, user: entry.actor.user, how };
}

/** Renders an answer: yes or no, the path, and the entry that decided. */
export function renderReach(output: ReachOutput): string {
  const { from, to, reachable, receivers, steps, decided, probe } = output;
  const words = reachable ? 'reaches' : `does not ${receivers.length > 0 ? 'always ' : ''}reach`;
  const rows = steps.map(({ at, says, allows, entry }, index) => [
    steps[index - 1]?.at === at ? '' : printableLine(at),
    `${MARKS[String(allows)]} ${printableLine(says)}`,
    entry === null ? '' : (entry.seq?.toString() ?? '--with'),
  ]);
  return [
    `${yesOrNo(reachable)}: ${from} ${words} ${to}, ${serviceText(output)}`,
    '',
    renderTable(['WHERE', '  WHAT', 'ENTRY'], rows),
    '',
    ...balanced(output),
    ...decidedBy(steps[decided]),
    ...(probe === null ? [] : [`The probe agrees: ${PROBED[probe]}`]),
  ].join('\n');
}

/** The targets of a balanced forward that receive the packet. */
function balanced({ reachable, receivers }: ReachOutput): string[] {
  const names = receivers.map(printableLine).join(', ');
  if (reachable) return receivers.length > 1 ? [`Received in turn by: ${names}`] : [];
  return receivers.length > 0 ? [`Only some of the targets receive it: ${names}`] : [];
}

const MARKS: Readonly<Record<string, string>> = { true: '+', false: '-', null: ' ' };

const PROBED = {
  answered: 'answered',
  refused: 'refused, since no program listens there',
  dropped: 'no answer',
} as const;

function yesOrNo(reachable: boolean): string {
  return reachable ? paint.good('yes') : paint.bad('no');
}

function decidedBy(step: StepOutput | undefined): string[] {
  const entry = step?.entry ?? null;
  if (step?.at === HINDERED)
    return [
      'Decided by what is on this host, and by no entry of the history',
      '  next  vpcctl status',
    ];
  if (entry === null) return ['No entry of the history decided this: it is the default'];
  const what = printableLine(entry.description);
  if (entry.seq === null) return [`Decided by --with: ${what}`];
  const who = `${printable(entry.user)}, ${localTime(entry.at)}`;
  return [`Decided by entry ${entry.seq}: ${what} (${who})`, `  next  vpcctl show @${entry.seq}`];
}

/** The answers of a matrix as `--json` gives them. */
export function viewMatrix(
  { ends, services }: { ends: readonly Endpoint[]; services: readonly Service[] },
  answers: readonly Answer[],
  assumed: readonly string[],
  probes: readonly ProbeOutput[],
): MatrixOutput {
  return {
    ends: ends.map(endpointText),
    services: services.map(({ protocol, port }) => ({ protocol, port })),
    flows: answers.map(({ flow, verdict, origins }, index) => ({
      ...viewFlow(flow),
      reachable: verdict.reachable,
      receivers: [...verdict.receivers],
      probe: probes[index] ?? null,
      decided: viewStep(verdict.decided, origins[verdict.steps.indexOf(verdict.decided)] ?? null),
    })),
    with: [...assumed],
  };
}

/** Renders the matrix: senders in rows, destinations in columns. */
export function renderMatrix({ ends, services, flows }: MatrixOutput): string {
  const reached = new Map<string, string[]>();
  for (const flow of flows) {
    const key = `${flow.from} ${flow.to}`;
    const list = reached.get(key) ?? [];
    if (flow.reachable) list.push(serviceText(flow));
    reached.set(key, list);
  }
  const cell = (from: string, to: string): string => {
    const list = reached.get(`${from} ${to}`);
    if (list === undefined) return paint.dim('·');
    if (list.length === services.length) return paint.good('yes');
    return list.length === 0 ? paint.bad('no') : list.join('\n');
  };
  const rows = ends.map((from) => [from, ...ends.map((to) => cell(from, to))]);
  const asked = services.map(serviceText).join(', ');
  return `${renderTable(['FROM \\ TO', ...ends], rows)}\n\nChecked for each pair: ${asked}`;
}

/** The result of a bisection as `--json` gives it. */
export function viewBisect(flow: Flow, found: Found): BisectOutput {
  const { entry, description, before, after, looked, points } = found;
  const brief = ({ reachable, receivers, decided }: Verdict) => ({
    reachable,
    receivers: [...receivers],
    says: decided.says,
  });
  return {
    ...viewFlow(flow),
    ...{ seq: entry.seq, at: entry.at, user: entry.actor.user, description },
    ...{ before: brief(before), after: brief(after), looked, points },
  };
}

/** Renders the result of a bisection. */
export function renderBisect(output: BisectOutput): string {
  const { seq, description, user, at, before, after, looked, points } = output;
  const verdict = ({ reachable, receivers, says }: BisectOutput['before']) =>
    [yesOrNo(reachable), ...receivers.map((name) => `, ${printableLine(name)}`)].join('') +
    `: ${printableLine(says)}`;
  const did = after.reachable ? 'made it reachable' : 'broke it';
  return [
    `Entry ${seq} ${after.reachable === before.reachable ? 'changed the receiver' : did}: ${printableLine(description)}`,
    `  who     ${printable(user)}, ${localTime(at)}`,
    `  before  ${verdict(before)}`,
    `  after   ${verdict(after)}`,
    `  checked ${looked} of ${points + 1} points of the history`,
    `  next    vpcctl show @${seq}`,
  ].join('\n');
}
