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
  const { intent, targets } = summarizeContent(entry);
  return {
    seq: entry.seq,
    at: entry.at,
    user: entry.actor.user,
    intent,
    description,
    events: events.map(({ type, description }) => ({ type, description })),
    targets,
    vpcs: [...about],
    outcome,
    removedBy,
    removedHow,
    error,
  };
}

/** The history as a table, newest last. */
export function renderHistory({ entries }: HistoryOutput, whenEmpty = EMPTY): string {
  if (entries.length === 0) return whenEmpty;
  const rows = entries.map((entry) => [
    String(entry.seq),
    localTime(entry.at),
    printable(entry.user),
    printable(entry.description),
    renderOutcome(entry),
  ]);
  return renderTable(HEAD, rows);
}

/** The history as a short line for each entry, with the outcome unless the entry is in effect. */
export function renderHistoryLines({ entries }: HistoryOutput, whenEmpty = EMPTY): string {
  if (entries.length === 0) return whenEmpty;
  const width = String(entries.at(-1)?.seq).length;
  return entries
    .map((entry) => {
      const line = `${String(entry.seq).padStart(width)} ${printableLine(entry.description)}`;
      const counts = entry.outcome === 'applied' && entry.removedBy === null;
      return counts ? line : `${line} (${renderOutcome(entry)})`;
    })
    .join('\n');
}

/** How an entry ended: `applied`, `undone by 9`, `failed: no such device`. */
export function renderOutcome(entry: HistoryItemOutput): string {
  const { outcome, removedBy, removedHow, error } = entry;
  if (removedBy !== null) return paint.dim(`${removedHow} by ${removedBy}`);
  if (outcome === 'applied') return paint.good(outcome);
  const reason = error === null ? '' : `: ${printable(error.message.split('\n')[0] ?? '')}`;
  return paint.bad(outcome) + reason;
}
