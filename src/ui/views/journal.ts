import type { JournalAcceptLossOutput, JournalVerifyOutput } from '../../schemas/journal.js';
import { paint } from '../text/paint.js';
import { printableLine } from '../text/text.js';

/** Renders a verified journal: one line for each check. */
export function renderAudit(audit: JournalVerifyOutput): string {
  const { entries, lines, head, pending, torn, digests, foreign } = audit;
  const good = paint.good('ok');
  const rows = [
    [
      'chain',
      `${good}, ${entries} entries in ${lines} lines${head === null ? '' : `, the last ${head}`}`,
    ],
    ['fold', `${good}${pending === null ? '' : `; entry ${pending} has no outcome yet`}`],
    ['snapshot', snapshotLine(audit)],
    ['state', `sha256 ${digests.state}`],
    ['resources', `sha256 ${digests.resources}`],
  ];
  if (torn)
    rows.push(['note', 'an incomplete line follows: it is being written, or was cut short']);
  if (foreign.length > 0) {
    rows.push([
      'note',
      `entries of a plugin that isn't installed: ${printableLine(foreign.join(', '))}`,
    ]);
  }
  return rows.map(([name = '', text]) => `${name.padEnd(9)}  ${text}`).join('\n');
}

/** Renders an accepted loss: what is lost, what goes on, and the next step. */
export function renderLoss(output: JournalAcceptLossOutput): string {
  const { dryRun, seq, problem, line, from, to, stateOf, kept } = output;
  const lost = from === to ? `entry ${from}` : `entries ${from} to ${to}`;
  const rows = [
    ['problem', printableLine(problem)],
    ['lost', `${lost} of the history, from line ${line} on`],
    ['state', stateOf === 0 ? 'no VPCs' : `as it was after entry ${stateOf}`],
    ...(seq === null ? [] : [['entry', `${seq} records it; no change before it can be undone`]]),
    ...(kept === null ? [] : [['kept', `all that the journal was: ${printableLine(kept)}`]]),
    ['next', dryRun ? 'vpcctl journal accept-loss' : 'vpcctl status, then vpcctl replay'],
  ];
  return [
    `${dryRun ? 'Would accept' : 'Accepted'} the loss of ${lost}`,
    ...rows.map(([name = '', text]) => `  ${name.padEnd(7)}  ${text}`),
  ].join('\n');
}

function snapshotLine({ snapshot: { status, seq } }: JournalVerifyOutput): string {
  const rebuilt = 'it is ignored, and rebuilt by the next change';
  switch (status) {
    case 'current':
      return `${paint.good('ok')}, at entry ${seq}, the last`;
    case 'behind':
      return `${paint.good('ok')}, at entry ${seq}`;
    case 'missing':
      return `${paint.changed('missing')}: it is only a cache, written by the next change`;
    case 'unusable':
      return `${paint.changed('not usable')} (damaged, or of another version or journal): ${rebuilt}`;
  }
}
