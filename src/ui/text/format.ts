/** The formats of `-o`. */
export const FORMATS = ['table', 'wide', 'name', 'json', 'yaml'] as const;

/** One of {@link FORMATS}. */
export type Format = (typeof FORMATS)[number];

/**
 * What `-o` or `--output` says on a command line; null where it is not there. It has to be known
 * before oclif parses the line, as `--json` is.
 * @param args all words of the line; those after `--` are another program's
 */
export function formatIn(args: readonly string[]): string | null {
  let format: string | null = null;
  for (const [at, arg] of args.entries()) {
    if (arg === '--') break;
    if (arg === '-o' || arg === '--output') format = args[at + 1] ?? null;
    else format = /^(?:-o=?|--output=)(.+)$/s.exec(arg)?.[1] ?? format;
  }
  return format;
}
