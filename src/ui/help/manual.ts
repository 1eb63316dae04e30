import { type GroupedCommand, groupsOf } from './groups.js';

/** A command of oclif's manifest, as far as the manual page tells of it. */
export interface ManualCommand extends GroupedCommand {
  readonly usage?: string | readonly string[] | undefined;
  readonly examples?: readonly (string | { description: string; command: string })[] | undefined;
  readonly strict?: boolean | undefined;
  readonly args: Readonly<Record<string, Described>>;
  readonly flags: Readonly<Record<string, Flag>>;
}

interface Described {
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly required?: boolean | undefined;
  readonly hidden?: boolean | undefined;
  readonly multiple?: boolean | undefined;
}

interface Flag extends Described {
  readonly type?: string | undefined;
  readonly char?: string | undefined;
  readonly options?: readonly string[] | undefined;
  readonly helpValue?: string | readonly string[] | undefined;
  /** `GLOBAL` and `CHANGE`: many commands have it. */
  readonly helpGroup?: string | undefined;
}

/** What the page says beside the commands. */
export interface About {
  readonly version: string;
  /** What vpcctl is, in a line. */
  readonly description: string;
  /** The day on which it was built: `2026-11-30`. */
  readonly date: string;
}

/** The manual page vpcctl(1), in the macros of man(7). Pure. */
export function manualPage(
  commands: readonly ManualCommand[],
  { version, description, date }: About,
): string {
  const named = new Map(commands.map((each) => [each.id.replaceAll(':', ' '), each]));
  const shared = sharedFlags(commands);
  const page = [
    `.TH VPCCTL 1 ${date} ${quoted(`vpcctl ${version}`)} "User Commands"`,
    ...['.SH NAME', `vpcctl \\- ${roff(description)}`],
    ...['.SH SYNOPSIS', '.B vpcctl', '.I COMMAND', '[\\fIARGUMENT\\fR ...] [\\fIFLAG\\fR ...]'],
    '.SH DESCRIPTION',
    ...OVERVIEW.flatMap(lines),
    '.SH COMMANDS',
    ...groupsOf(commands).flatMap(({ heading, commands: members }) => [
      `.SS ${heading}`,
      ...members.flatMap(({ name, summary }) => entryOf(name, summary, named.get(name))),
    ]),
    '.SH FLAGS OF MANY COMMANDS',
    ...shared.flatMap(([name, flag]) => flagOf(name, flag)),
    ...['.SH EXIT STATUS', ...EXIT_CODES.flatMap(([code, text]) => tagged(code, text))],
    ...['.SH ENVIRONMENT', ...VARIABLES.flatMap(([name, text]) => tagged(name, text))],
    ...['.SH FILES', ...FILES.flatMap(([path, text]) => tagged(path, text))],
    ...['.SH SEE ALSO', '.BR ip (8),', '.BR nft (8),', '.BR network_namespaces (7)'],
  ];
  return `${page.join('\n')}\n`;
}

const OVERVIEW = [
  'vpcctl builds Virtual Private Clouds on one Linux host, out of bridges, network namespaces, NAT and a packet filter.',
  'Each command that changes something is recorded in a journal, and can be undone.',
  'vpcctl COMMAND --help has the same as this page, and vpcctl help tutorial is a way to begin.',
];

const EXIT_CODES: readonly (readonly [string, string])[] = [
  ['0', 'Done.'],
  ['1', 'A step or a check failed, and the change was rolled back; or the answer is no.'],
  ['2', 'The input is wrong. Nothing was changed or recorded.'],
  ['3', 'The environment lacks something. The hint names it.'],
  ['4', 'The journal is not whole, or newer than vpcctl. Nothing was changed.'],
  ['130, 143', 'Interrupted by Ctrl-C or SIGTERM, and rolled back.'],
];

const VARIABLES: readonly (readonly [string, string])[] = [
  ['VPCCTL_HOME', 'The state directory.'],
  ['VPCCTL_LOG_LEVEL', 'As --log-level.'],
  ['VPCCTL_BACKEND', 'The packet-filter backend for the first VPC.'],
  ['NO_COLOR', 'No colours.'],
];

const FILES: readonly (readonly [string, string])[] = [
  ['~/.vpcctl/journal.ndjson', 'The journal: what was done.'],
  ['~/.vpcctl/vpcs.json', 'The state that the journal stands for; a cache.'],
  ['~/.vpcctl/vpcctl.log', 'The log.'],
];

/** The flags of a help group, each once. */
function sharedFlags(commands: readonly ManualCommand[]): [string, Flag][] {
  const all = commands.flatMap(({ flags }) => Object.entries(flags));
  return [...new Map(all.filter(([, { helpGroup }]) => helpGroup !== undefined))].sort(byName);
}

function entryOf(name: string, summary: string, command: ManualCommand | undefined): string[] {
  if (command === undefined) return [];
  const { args, flags, description = '', examples = [] } = command;
  const own = Object.entries(flags)
    .filter(([, { helpGroup, hidden }]) => helpGroup === undefined && !hidden)
    .sort(byName);
  return [
    '.TP',
    `.B vpcctl ${roff(usageOf(name, command))}`,
    roff(summary),
    ...(description === '' || description.startsWith(summary) ? [] : paragraphs(description)),
    '.RS',
    ...Object.entries(args)
      .filter(([, { hidden }]) => !hidden)
      .flatMap(([arg, about]) => tagged(arg.toUpperCase(), textOf(about), 'I')),
    ...own.flatMap(([flag, about]) => flagOf(flag, about)),
    ...(examples.length === 0 ? [] : ['.PP', 'For example:']),
    ...examples.slice(0, 2).flatMap((example) => {
      return ['.IP', roff(typeof example === 'string' ? example : example.command)];
    }),
    '.RE',
  ];
}

function usageOf(name: string, { usage, args, strict }: ManualCommand): string {
  const given = [usage].flat()[0];
  if (given !== undefined) return given;
  const words = Object.entries(args)
    .filter(([, { hidden }]) => !hidden)
    .map(([arg, { required, multiple }]) => {
      const word = `${arg.toUpperCase()}${multiple ? '...' : ''}`;
      return required ? word : `[${word}]`;
    });
  return [name, ...words, ...(strict === false ? ['...'] : [])].join(' ');
}

function flagOf(name: string, flag: Flag): string[] {
  const { char, type, options, helpValue } = flag;
  const value = options?.join('|') ?? [helpValue].flat()[0] ?? name.toUpperCase();
  const forms = `${char === undefined ? '' : `-${char}, `}--${name}`;
  return tagged(type === 'option' ? `${forms} ${value}` : forms, textOf(flag));
}

function tagged(tag: string, text: string, font = 'B'): string[] {
  return ['.TP', `.${font} ${roff(tag)}`, ...(text === '' ? ['\\&'] : lines(text))];
}

function paragraphs(text: string): string[] {
  return text.split(/\n{2,}/).flatMap((each) => ['.IP', ...lines(each)]);
}

/** A line for each line and for each sentence, as is usual. */
function lines(text: string): string[] {
  const all = text.split(/\n|(?<=\w[.:;]) /).map((line) => line.trim());
  return all.filter((line) => line !== '').map(roff);
}

function textOf({ summary, description = '' }: Described): string {
  return summary ?? description;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** Text as roff prints it: no character of it is a command. */
function roff(text: string): string {
  const line = text
    .replaceAll(/<%= (config\.bin|command\.id) %>/g, 'vpcctl')
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll("'", '\\(aq');
  return line.startsWith('.') ? `\\&${line}` : line;
}

function quoted(text: string): string {
  return `"${roff(text)}"`;
}
