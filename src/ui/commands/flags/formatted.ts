import { inputError } from '@vpcctl/sdk';
import { Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import { formatIn } from '../../text/format.js';

/** The base of the commands that have a flag `-o`, of which json and yaml are data. */
export abstract class DataCommand extends VpcctlCommand {
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
}

/** The base of the commands that show one thing; it adds `-o table|json|yaml`. */
export abstract class FormattedCommand extends DataCommand {
  static override baseFlags = {
    ...DataCommand.baseFlags,
    output: Flags.option({
      char: 'o',
      options: ['table', 'json', 'yaml'] as const,
      summary: 'The format. json is the same as --json.',
    })(),
  };
}
