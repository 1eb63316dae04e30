/** What the scripts for shells know of each command, made from oclif's manifests. Pure. */

/** The part of a command of oclif's configuration that is read here. */
export interface ListedCommand {
  readonly id: string;
  readonly hidden?: boolean | undefined;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly args: Readonly<Record<string, Parameter>>;
  readonly flags: Readonly<Record<string, Parameter>>;
  /** Other members of the command's class, such as `completes` and `place`; a plugin may have any. */
  readonly [more: string]: unknown;
}

interface Parameter {
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly char?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly multiple?: boolean | undefined;
  readonly allowNo?: boolean | undefined;
  readonly options?: readonly string[] | undefined;
  readonly helpValue?: string | readonly string[] | undefined;
}

/** A command as a script knows it. Each text consists of characters that are plain in all shells. */
export interface Completed {
  /** As it is typed: `backend set`. */
  readonly name: string;
  readonly summary: string;
  /** `--json`; or `--type:SPEC` where the flag takes a value. */
  readonly flags: readonly string[];
  /** A spec for each argument; the last one ends in `...` where it may be repeated. */
  readonly args: readonly string[];
  /** How many of the arguments may be written as one, with slashes. */
  readonly place: number;
}

/** The spec of what nothing can be offered for. */
export const NOTHING = '-';

/** What a parameter is completed with where its command does not say so. */
const BY_NAME: Readonly<Record<string, string>> = {
  vpc: 'vpc',
  subnet: 'subnet',
  interface: 'interface|=auto',
  netns: 'netns',
  file: 'file',
};

/** A plugin may give a command or an option any name; one that a shell would read is left out. */
const PLAIN = /^[A-Za-z0-9][\w.+-]*$/;
const IS_PATH = /^[a-z/]+$/;
const PLAIN_SPEC = /^,?[@=]?[\w.+-]+([/|][@=]?[\w.+-]+)*$/;

/**
 * The commands that a shell completes, by name; `help` takes the name of one.
 * @param backends the names of the installed packet-filter drivers
 */
export function completedCommands(
  commands: readonly ListedCommand[],
  backends: readonly string[],
): Completed[] {
  const shown = commands.filter(({ id, hidden }) => !hidden && id.split(':').every(isPlain));
  const words = shown.flatMap(({ id }) => id.split(':').at(0) ?? []);
  const known: Readonly<Record<string, string>> = {
    backend: oneOf(backends),
    command: oneOf([...new Set(words), 'tutorial']),
  };
  return shown
    .map((command) => completed(command, known))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function completed(command: ListedCommand, known: Readonly<Record<string, string>>): Completed {
  const { id, summary, description = '', args, flags } = command;
  const kinds = recordOf(command['completes']);
  const specOf = (name: string, parameter: Parameter) =>
    specFor(name, parameter, { kinds, known, isHelp: id === 'help' });
  const list = Object.entries(args).map(([name, arg]) => ({
    spec: specOf(name, arg),
    multiple: arg.multiple === true,
  }));
  const place = Math.min(listOf(command['place']).length, list.length);
  const specs = list.map(({ spec, multiple }, at) => {
    const joined = at >= place ? spec : pathOf(list.slice(at, place).map((each) => each.spec));
    return multiple ? `${joined}...` : joined;
  });
  return {
    name: id.replaceAll(':', ' '),
    summary: (summary ?? description).split('\n')[0] ?? '',
    flags: Object.entries(flags).flatMap(([name, flag]) => flagsOf(name, flag, specOf)),
    args: specs,
    place,
  };
}

function flagsOf(
  name: string,
  flag: Parameter,
  specOf: (name: string, parameter: Parameter) => string,
): string[] {
  if (flag.hidden || !isPlain(name)) return [];
  const value = flag.type === 'option' ? `:${specOf(name, flag)}` : '';
  const forms = [`--${name}`, ...(flag.char && isPlain(flag.char) ? [`-${flag.char}`] : [])];
  return [...forms.map((form) => form + value), ...(flag.allowNo ? [`--no-${name}`] : [])];
}

interface Kinds {
  readonly kinds: Readonly<Record<string, unknown>>;
  readonly known: Readonly<Record<string, string>>;
  readonly isHelp: boolean;
}

function specFor(name: string, parameter: Parameter, { kinds, known, isHelp }: Kinds): string {
  const { options, helpValue } = parameter;
  if (options !== undefined) return oneOf(options);
  const own = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  const isEntry = [helpValue].flat().some((text) => /^SEQ\b/.test(text ?? ''));
  const common = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  const spec = isHelp ? 'command' : (own ?? (isEntry ? 'entry' : common) ?? NOTHING);
  if (typeof spec !== 'string' || !PLAIN_SPEC.test(spec)) return NOTHING;
  return Object.hasOwn(known, spec) ? (known[spec] ?? NOTHING) : spec;
}

/** `vpc/subnet` for arguments that may be one word; it ends before one that has no names. */
function pathOf([first = NOTHING, ...rest]: readonly string[]): string {
  if (!IS_PATH.test(first)) return first;
  const specs = rest.map((spec) => spec.replace(/^,/, ''));
  const end = specs.findIndex((spec) => !IS_PATH.test(spec));
  return [first, ...(end === -1 ? specs : specs.slice(0, end))].join('/');
}

function oneOf(words: readonly string[]): string {
  const plain = words.filter(isPlain);
  return plain.length === 0 ? NOTHING : plain.map((word) => `=${word}`).join('|');
}

function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The words that may follow `vpcctl`, and `vpcctl TOPIC`, each with the summary of the command. */
export function nextWords(
  commands: readonly Completed[],
  topic?: string,
): { readonly word: string; readonly summary: string }[] {
  const depth = topic === undefined ? 0 : 1;
  const found = new Map<string, string>();
  for (const { name, summary } of commands) {
    const words = name.split(' ');
    const word = words[depth];
    if (word === undefined || (topic !== undefined && words[0] !== topic)) continue;
    const isWhole = words.length === depth + 1;
    if (isWhole || !found.has(word)) found.set(word, isWhole ? summary : `${word} …`);
  }
  return [...found].map(([word, summary]) => ({ word, summary }));
}

/** The first words of commands with two. */
export function topicsOf(commands: readonly Completed[]): string[] {
  const firsts = commands.filter(({ name }) => name.includes(' ')).map(({ name }) => name);
  return [...new Set(firsts.map((name) => name.split(' ')[0] ?? ''))];
}
