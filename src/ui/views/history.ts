import type { DescribedItem } from '../../engine/history/index.js';
import { summarizeContent } from '../../engine/model/index.js';
import type { HistoryItemOutput, HistoryOutput } from '../../schemas/history.js';
import { paint } from '../text/paint.js';
import { renderTable } from '../text/table.js';
import { localTime, printable, printableLine } from '../text/text.js';

const HEAD = ['SEQ', 'WHEN', 'WHO', 'WHAT', 'OUTCOME'];

const EMPTY = 'There are no changes yet.';

/** The history as `--json` gives it. */
export function viewHistory(items: readonly DescribedItem[]): HistoryOutput {
  return { entries: items.map(viewItem) };
}

/** An entry of the history as `--json` gives it. */
export function viewItem(item: DescribedItem): HistoryItemOutput {
  const { entry, description, events, about, outcome, removedBy, removedHow, error } = item;
  const { intent, targets, message } = summarizeContent(entry);
  return {
    seq: entry.seq,
    at: entry.at,
    user: entry.actor.user,
    intent,
    description,
    events: events.map(({ type, description }) => ({ type, description })),
    targets,
    message,
    vpcs: [...about],
    outcome,
    removedBy,
    removedHow,
    error,
  };
}

/**
 * The history as a table, newest last.
 * @param options.wide also with the VPCs and the kind of each change
 */
export function renderHistory(
  { entries }: HistoryOutput,
  { whenEmpty = EMPTY, wide = false }: { whenEmpty?: string | undefined; wide?: boolean } = {},
): string {
  if (entries.length === 0) return whenEmpty;
  // Without any message there is no column for them.
  const isExplained = entries.some(({ message }) => message !== null);
  const rows = entries.map((entry) => [
    String(entry.seq),
    localTime(entry.at),
    printable(entry.user),
    printable(entry.description),
    renderOutcome(entry),
    ...(wide ? [printable(entry.intent), entry.vpcs.map(printable).join(', ')] : []),
    ...(isExplained ? [firstLine(entry.message) ?? ''] : []),
  ]);
  const head = [...HEAD, ...(wide ? ['INTENT', 'VPCS'] : []), ...(isExplained ? ['WHY'] : [])];
  return renderTable(head, rows);
}

/** The history as a short line for each entry, with the outcome unless the entry is in effect. */
export function renderHistoryLines({ entries }: HistoryOutput, whenEmpty = EMPTY): string {
  if (entries.length === 0) return whenEmpty;
  const width = String(entries.at(-1)?.seq).length;
  return entries
    .map((entry) => {
      const why = firstLine(entry.message);
      const what = `${printableLine(entry.description)}${why === null ? '' : ` # ${why}`}`;
      const line = `${String(entry.seq).padStart(width)} ${what}`;
      const counts = entry.outcome === 'applied' && entry.removedBy === null;
      return counts ? line : `${line} (${renderOutcome(entry)})`;
    })
    .join('\n');
}

/** The first line of a message, with a sign where there are more. */
function firstLine(message: string | null): string | null {
  if (message === null) return null;
  const [first = '', ...rest] = message.split('\n');
  return printable(first) + (rest.length > 0 ? ' …' : '');
}

/** How an entry ended: `applied`, `undone by 9`, `failed: no such device`. */
export function renderOutcome(entry: HistoryItemOutput): string {
  const { outcome, removedBy, removedHow, error } = entry;
  if (removedBy !== null) return paint.dim(`${removedHow} by ${removedBy}`);
  if (outcome === 'applied') return paint.good(outcome);
  const reason = error === null ? '' : `: ${printable(error.message.split('\n')[0] ?? '')}`;
  return paint.bad(outcome) + reason;
}
