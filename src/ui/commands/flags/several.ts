import { inputError } from '@vpcctl/sdk';
import { type CommandOutput, Flags } from '@vpcctl/sdk/command';
import { agree, type Terminal } from './ask.js';

/** `--all` and `--yes`, for commands that delete. */
export const allFlags = {
  all: Flags.boolean({ summary: 'All that there are. It asks first, on a terminal.' }),
  yes: Flags.boolean({
    summary: 'Do not ask; needed with --all where nobody can be asked.',
    dependsOn: ['all'],
  }),
};

interface Several {
  /** What is deleted, in words: `VPC`, and of several: `VPCs`. */
  readonly what: readonly [one: string, several: string];
  /** The names on the command line. */
  readonly named: readonly string[];
  /** Reads the names of all; it is asked only with `--all`. */
  readonly all: () => Promise<readonly string[]>;
  readonly flags: {
    readonly all?: boolean;
    readonly yes?: boolean;
    readonly 'dry-run'?: boolean;
  };
}

/**
 * The names that a deletion is about: those on the command line, or with `--all` those that there
 * are, once the user has agreed.
 * @throws VpcctlError `NAMES_MISSING`, `NAMES_CONTRADICTORY`, `YES_MISSING`, `NOT_AGREED`
 */
export async function namesToDelete(
  output: CommandOutput,
  { what: [one, several], named, all, flags }: Several,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<readonly string[]> {
  if (flags.all && named.length > 0) {
    const message = `${named.join(', ')} and --all cannot be used together`;
    throw inputError('NAMES_CONTRADICTORY', message, `--all is for all ${several}`);
  }
  if (!flags.all && named.length === 0) {
    throw inputError(
      'NAMES_MISSING',
      `no ${one} is named`,
      `give names, or --all for all ${several}`,
    );
  }
  if (!flags.all) return named;
  const names = await all();
  if (names.length === 0 || flags.yes || flags['dry-run']) return names;
  const text = `${names.length} ${names.length === 1 ? one : several}: ${names.join(', ')}`;
  await agree(output, `This deletes ${text}`, terminal);
  return names;
}

/** The lines for names that `--if-exists` left out. */
export function leftOut(names: readonly string[], gone: readonly string[], what: string): string[] {
  return names.filter((name) => !gone.includes(name)).map((name) => `There is no ${what} ${name}`);
}

/** Names that may be written with the place of the first one: `a vpc1/b` of `vpc1`. */
export function withoutPlace(names: readonly string[], place: string): string[] {
  const start = `${place}/`;
  return names.map((name) => (name.startsWith(start) ? name.slice(start.length) : name));
}
