import type { CommandGroup } from '@vpcctl/sdk/command';
import { paint } from '../text/paint.js';
import { printableLine } from '../text/text.js';

/** The groups in order, with their headings. */
const GROUPS: readonly (readonly [group: CommandGroup, heading: string])[] = [
  ['networks', 'NETWORKS'],
  ['policy', 'POLICY'],
  ['time', 'TIME'],
  ['see', 'SEE'],
  ['host', 'HOST'],
  ['plugins', 'PLUGINS'],
];

/** As wide as most terminals. */
const COLUMNS = 80;

/** The part of a command of oclif's configuration that is read here. */
export interface GroupedCommand {
  readonly id: string;
  readonly hidden?: boolean | undefined;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  /** Other members of the command's class, such as `group`; a plugin may have any. */
  readonly [more: string]: unknown;
}

/** The commands that help lists, by group; groups without a command are left out. Pure. */
export function groupsOf(
  commands: readonly GroupedCommand[],
): { readonly heading: string; readonly commands: { name: string; summary: string }[] }[] {
  const shown = commands
    .filter(({ hidden }) => !hidden)
    .map((command) => ({ group: groupOf(command), name: nameOf(command), summary: about(command) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return GROUPS.map(([name, heading]) => ({
    heading,
    commands: shown.filter(({ group }) => group === name),
  })).filter((each) => each.commands.length > 0);
}

/**
 * What `vpcctl --help` prints: a line for each command. Pure, colours aside.
 * @param title the first line
 * @param width longer lines are cut; where there is no end to them, at 80 columns
 */
export function renderGroups(
  title: string,
  commands: readonly GroupedCommand[],
  width: number,
): string {
  const groups = groupsOf(commands);
  const names = groups.flatMap((group) => group.commands.map(({ name }) => name.length));
  const widest = Math.max(0, ...names);
  const most = Number.isFinite(width) ? width : COLUMNS;
  const lines = groups.flatMap((group) => [
    '',
    paint.strong(group.heading),
    ...group.commands.map(({ name, summary }) => cut(`  ${name.padEnd(widest)}  ${summary}`, most)),
  ]);
  return [
    title,
    '',
    paint.strong('USAGE'),
    '  vpcctl COMMAND …         does it',
    '  vpcctl COMMAND --help    explains it, with examples',
    '  vpcctl help tutorial     plays the tutorial in a throwaway host',
    ...lines,
    '',
  ].join('\n');
}

/** A plugin's command stands in the group that it names, if there is one. */
function groupOf({ group }: GroupedCommand): CommandGroup {
  return GROUPS.find(([name]) => name === group)?.[0] ?? 'plugins';
}

function nameOf({ id }: GroupedCommand): string {
  return printableLine(id.replaceAll(':', ' '));
}

function about({ summary, description }: GroupedCommand): string {
  const [first = ''] = (summary ?? description ?? '').split('\n');
  return printableLine(first.replaceAll('<%= config.bin %>', 'vpcctl'));
}

/** A line that fits: it ends before a colon or a comma, or else in the middle. */
function cut(line: string, width: number): string {
  if (line.length <= width) return line;
  const ends = [...line.matchAll(/[:;,] /g)].map(({ index }) => index);
  const end = ends.findLast((at) => at < width);
  return end === undefined
    ? `${line.slice(0, Math.max(width - 1, 0)).trimEnd()}…`
    : `${line.slice(0, end)}.`;
}
