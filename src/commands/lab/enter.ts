import { argument, VpcctlCommand } from '@vpcctl/sdk/command';
import { ownAndCommand } from '../../ui/commands/lab-words.js';

export default class LabEnterCommand extends VpcctlCommand {
  static override group = 'host' as const;
  static override summary = 'Run a command, or a shell, in a lab that has a name.';
  static override description =
    'The lab lives on when the command ends. The command gets the terminal, standard input and output, and its exit code is passed on. With --json only errors of vpcctl itself are JSON.';
  static override usage = 'lab enter NAME [-- COMMAND...]';
  static override examples = [
    '<%= config.bin %> lab enter shop',
    '<%= config.bin %> lab enter shop -- vpcctl list',
  ];
  static override args = { name: argument('Name of the lab.') };

  async run(): Promise<void> {
    const { own, command } = ownAndCommand(this.argv);
    const { args } = await this.parse(LabEnterCommand, own);
    const { enterLab } = await import('../../lab/named/enter.js');
    const note = (line: string) => this.note(line);
    process.exitCode = await enterLab(this.config.root, args.name, command, note);
  }
}
