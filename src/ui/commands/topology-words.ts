import { type Change, countOf, groupBy, type Operation } from '@vpcctl/sdk';
import type { TopologyOutput } from '../../schemas/topology.js';
import { paint } from '../text/paint.js';
import { printableLine } from '../text/text.js';
import { SYMBOLS } from '../views/changes.js';

type Item = TopologyOutput['items'][number];

/** More lines than this nobody reads before answering a question. */
const MOST_LINES = 40;

const ACTIONS = ['create', 'change', 'replace', 'delete'] as const;

/**
 * What a topology comes to, as lines: `+ subnet shop/web  10.0.1.0/24, public`. Where these are
 * many, each VPC has one: `shop  + 1 VPC, 50 subnets`.
 * @param isFull a line for each, however many
 */
export function renderItems(
  { items, notes }: Pick<TopologyOutput, 'items' | 'notes'>,
  isFull: boolean,
): string[] {
  const isShort = isFull || items.length <= MOST_LINES;
  return [
    ...(isShort
      ? items.map((item) => `${SYMBOLS[item.action]} ${printableLine(wordsOf(item))}`)
      : [...renderSummary(items), paint.dim('  vpcctl plan --full shows each')]),
    ...notes.map((note) => paint.dim(`  ${printableLine(note)}`)),
  ];
}

function wordsOf({ action, what, text }: Item): string {
  if (text === '') return what;
  if (action === 'create') return `${what}  ${text}`;
  return action === 'replace' ? `${what} is replaced: ${text}` : `${what}: ${text}`;
}

function renderSummary(items: readonly Item[]): string[] {
  const byVpc = [...groupBy(items, (item) => [partOf(item)])];
  const shown = byVpc.slice(0, MOST_LINES);
  const width = Math.max(...shown.map(([name]) => name.length));
  const rest = byVpc.length - shown.length;
  return [
    ...shown.map(([name, own]) => `${printableLine(name.padEnd(width))}  ${countsOf(own)}`),
    ...(rest > 0 ? [paint.dim(`  … and ${countOf(rest, 'more VPC')}`)] : []),
  ];
}

/** What is about several VPCs, or about none, is counted by itself. */
function partOf({ kind, vpc }: Item): string {
  return vpc ?? (kind === 'setting' ? 'this host' : 'between VPCs');
}

/** `+ 1 VPC, 50 subnets; ~ 2 settings` */
function countsOf(items: readonly Item[]): string {
  const parts = ACTIONS.flatMap((action) => {
    const own = items.filter((item) => item.action === action);
    const kinds = [...groupBy(own, ({ kind }) => [kind])];
    const counts = kinds.map(([kind, each]) => countOf(each.length, printableLine(kind)));
    return counts.length === 0 ? [] : [`${SYMBOLS[action]} ${counts.join(', ')}`];
  });
  return parts.join('; ');
}

/** The last lines of a plan that is not shown in full. */
export function renderPlanned(plan: {
  readonly description: string;
  readonly changes: readonly Change[];
  readonly commands: readonly Operation[];
}): string[] {
  const { changes, commands } = plan;
  const counts = [
    `${countOf(changes.length, 'change')} of resources`,
    countOf(commands.length, 'host command'),
  ];
  return [
    `Would ${printableLine(plan.description)}, by ${counts.join(' and ')} (--full shows them).`,
    paint.dim('A dry run: nothing was changed or recorded.'),
  ];
}

/** `2 to create, 1 to change`. */
export function countItems(items: TopologyOutput['items']): string {
  const counts = ACTIONS.flatMap((action) => {
    const count = items.filter((item) => item.action === action).length;
    return count === 0 ? [] : [`${count} to ${action}`];
  });
  return counts.length === 0 ? countOf(0, 'change') : counts.join(', ');
}
