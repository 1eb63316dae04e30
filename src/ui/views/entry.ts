import type { Json } from '@vpcctl/sdk';
import type { InspectedEntry, StateChange } from '../../engine/history/index.js';
import { summarizeChange } from '../../engine/model/index.js';
import type { EntryOutput } from '../../schemas/history.js';
import { paint } from '../text/paint.js';
import { localTime, printableLine } from '../text/text.js';
import { renderDifference, SYMBOLS } from './changes.js';
import { renderOutcome, viewItem } from './history.js';

/** An entry of the history as `--json` gives it. */
export function viewEntry(inspected: InspectedEntry, commands: readonly string[]): EntryOutput {
  const { entry, events, settledAt, state, changes } = inspected;
  const { uid, pid, argv } = entry.actor;
  return {
    ...viewItem(inspected),
    ...{ settledAt, uid, pid, argv: [...argv], events: [...events] },
    state: state.map(({ path, before, after }) => ({
      path: [...path],
      before: before === undefined ? null : { value: before },
      after: after === undefined ? null : { value: after },
    })),
    changes: changes.map(summarizeChange),
    commands: [...commands],
  };
}

/**
 * Renders an entry whole: its head, its data, and what it changed.
 * @param commandLine its command, as a user types it
 */
export function renderEntry(
  inspected: InspectedEntry,
  output: EntryOutput,
  commandLine: string,
): string {
  const applied = output.outcome === 'applied';
  return [
    ...head(output, commandLine),
    ...section('It records:', recordLines(output)),
    ...section(
      applied ? 'It changed in the state:' : 'It would have changed in the state:',
      inspected.state.flatMap(stateLines),
    ),
    ...section(
      applied ? 'It changed on the host:' : 'It would have changed on the host:',
      inspected.changes.length === 0 ? [] : renderDifference(inspected.changes).split('\n'),
    ),
    ...section(
      'By these host commands:',
      output.commands.flatMap((text) => text.split('\n')).map(printableLine),
    ),
  ].join('\n');
}

function head(output: EntryOutput, commandLine: string): string[] {
  const settled = output.settledAt === null ? '' : `, ended ${localTime(output.settledAt)}`;
  const rows = [
    ['entry', `${output.seq} (${kindOf(output)})`],
    ['when', `${localTime(output.at)}${settled}`],
    ['who', `${output.user}, user id ${output.uid}, process ${output.pid}`],
    ['command', commandLine],
    ...messageRows(output.message),
  ];
  return [
    paint.strong(printableLine(output.description)),
    ...rows.map(([name = '', value = '']) => `${name.padEnd(8)} ${printableLine(value)}`),
    `${'outcome'.padEnd(8)} ${renderOutcome(output)}`,
  ];
}

/** A row for each line of the message. */
function messageRows(message: string | null): string[][] {
  return message?.split('\n').map((line, at) => [at === 0 ? 'why' : '', line]) ?? [];
}

/** `vpc.create, version 1`, `4 events`, `undo`. */
function kindOf({ intent, events: [first, ...rest] }: EntryOutput): string {
  if (first === undefined) return intent;
  return rest.length > 0 ? `${rest.length + 1} events` : `${first.type}, version ${first.version}`;
}

/** The data of the events; each has a headline where there are several. */
function recordLines({ events, targets }: EntryOutput): string[] {
  if (events.length === 0) return [`targets: ${targets.join(', ')}`];
  return events.flatMap(({ type, version, description, data }) => [
    ...(events.length > 1 ? [printableLine(`${type}, version ${version}: ${description}`)] : []),
    ...JSON.stringify(data, null, 2).split('\n').map(printableLine),
  ]);
}

function section(title: string, lines: readonly string[]): string[] {
  const shown = lines.length === 0 ? [paint.dim('nothing')] : lines;
  return ['', title, '', ...shown.map((line) => `  ${line}`)];
}

function stateLines({ path, before, after }: StateChange): string[] {
  const name = printableLine(path.join('.'));
  if (before === undefined) return [`${SYMBOLS.create} ${name}  ${value(after)}`];
  if (after === undefined) return [`${SYMBOLS.delete} ${name}  ${value(before)}`];
  return [`${SYMBOLS.update} ${name}  ${value(before)} → ${value(after)}`];
}

function value(of: Json | undefined): string {
  return paint.dim(printableLine(JSON.stringify(of ?? null)));
}
