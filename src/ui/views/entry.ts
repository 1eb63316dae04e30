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
  const { entry, settledAt, state, changes } = inspected;
  const { uid, pid, argv } = entry.actor;
  return {
    ...viewItem(inspected),
    ...{ settledAt, uid, pid, argv: [...argv], version: entry.v, data: entry.data },
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
    ...section('It records:', JSON.stringify(output.data, null, 2).split('\n').map(printableLine)),
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
    ['entry', `${output.seq} (${output.intent}, version ${output.version})`],
    ['when', `${localTime(output.at)}${settled}`],
    ['who', `${output.user}, user id ${output.uid}, process ${output.pid}`],
    ['command', commandLine],
  ];
  return [
    paint.strong(printableLine(output.description)),
    ...rows.map(([name = '', value = '']) => `${name.padEnd(8)} ${printableLine(value)}`),
    `${'outcome'.padEnd(8)} ${renderOutcome(output)}`,
  ];
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
