import { inputError } from '@vpcctl/sdk';
import { Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import { FORMATS, formatIn } from '../text/format.js';

/** What a listing prints, by its format; each is made only where it is printed. */
export interface Listing {
  /** The table; `wide` says whether it has all columns. */
  readonly table: (wide: boolean) => string | Promise<string>;
  /** The names of what is listed. */
  readonly names: () => readonly string[];
}

/** The base of the commands that list things; it adds `-o` and `-q`. */
export abstract class ListingCommand extends VpcctlCommand {
  static override baseFlags = {
    ...VpcctlCommand.baseFlags,
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

  private toYaml: ((value: unknown) => string) | null = null;

  protected override async init(): Promise<void> {
    await super.init();
    const format = formatIn(this.argv);
    if (super.jsonEnabled() && format !== null && format !== 'json') {
      throw inputError(
        'OUTPUT_CONTRADICTORY',
        `--json and -o ${format} cannot be used together`,
        'leave one of them out',
      );
    }
    if (format === 'yaml') this.toYaml = (await import('./to-yaml.js')).toYaml;
  }

  /** Whether the output is data, printed when the command ends: as JSON or as YAML. */
  override jsonEnabled(): boolean {
    return super.jsonEnabled() || ['json', 'yaml'].includes(formatIn(this.argv) ?? '');
  }

  protected override logJson(json: unknown): void {
    if (this.toYaml === null) super.logJson(json);
    else process.stdout.write(this.toYaml(json));
  }

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
