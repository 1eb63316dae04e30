import { Flags } from '@vpcctl/sdk/command';
import { FORMATS } from '../text/format.js';
import { DataCommand } from './flags/formatted.js';

/** What a listing prints, by its format; each is made only where it is printed. */
export interface Listing {
  /** The table; `wide` says whether it has all columns. */
  readonly table: (wide: boolean) => string | Promise<string>;
  /** The names of what is listed. */
  readonly names: () => readonly string[];
}

/** The base of the commands that list things; it adds all formats of `-o`, and `-q`. */
export abstract class ListingCommand extends DataCommand {
  static override baseFlags = {
    ...DataCommand.baseFlags,
    output: Flags.option({
      char: 'o',
      options: FORMATS,
      summary: 'The format; wide has more columns, name only names. json is the same as --json.',
    })(),
    quiet: Flags.boolean({
      char: 'q',
      summary: 'Print only names, one a line: the same as -o name.',
      exclusive: ['output', 'json'],
    }),
  };

  /** Prints a listing for people, or its names; as JSON or YAML it is what `run` returns. */
  protected async list(
    flags: { readonly output?: string | undefined; readonly quiet?: boolean },
    { table, names }: Listing,
  ): Promise<void> {
    if (this.jsonEnabled()) return;
    if (flags.quiet || flags.output === 'name') for (const name of names()) this.log(name);
    else this.log(await table(flags.output === 'wide'));
  }
}
