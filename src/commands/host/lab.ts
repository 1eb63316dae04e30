import { inputError } from '@vpcctl/sdk';
import { Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { LabCopy } from '../../lab/lab-copy.js';

export default class LabCommand extends VpcctlCommand {
  static override group = 'host' as const;
  static override summary = 'Run a command in a throwaway virtual host.';
  static override description =
    `A lab is a whole host in namespaces: its own network with an uplink (eth0, 203.0.113.2) and a small internet (198.51.100.8 answers ping and HTTP), its own processes, its own vpcctl state. The real host does not change, and the lab is gone when the command ends. Root is not needed: a plain user is root in the lab.

With --rehearse the lab first becomes a copy of this host, from its journal: the same VPCs, and a link to the lab's internet for each of their uplinks. Changes in the lab do not affect this host.

Files outside /run are the real ones. The command gets the terminal, standard input and output, and its exit code is passed on. With --json only errors of vpcctl itself are JSON.`;
  static override usage = 'lab [--rehearse [--at SEQ|TIME]] [-- COMMAND...]';
  static override examples = [
    { description: 'A shell in a lab.', command: '<%= config.bin %> lab' },
    {
      description: 'Create a VPC without touching this host.',
      command: "<%= config.bin %> lab -- sh -c 'vpcctl create-vpc vpc1 10.0.0.0/16; ip -br link'",
    },
    {
      description: 'Try a change on a copy of this host.',
      command: "<%= config.bin %> lab --rehearse -- sh -c 'vpcctl undo 3 && vpcctl list'",
    },
  ];
  static override flags = {
    rehearse: Flags.boolean({
      summary: 'First make the lab a copy of this host, from the journal.',
    }),
    at: Flags.string({
      summary: 'With --rehearse: copy this host as of an entry of the history, or a time.',
      helpValue: 'SEQ|TIME',
      dependsOn: ['rehearse'],
    }),
  };
  static override strict = false;

  async run(): Promise<void> {
    const separator = this.argv.indexOf('--');
    const own = separator === -1 ? this.argv : this.argv.slice(0, separator);
    const command = separator === -1 ? [] : this.argv.slice(separator + 1);
    const { argv, flags } = await this.parse(LabCommand, own);
    if (argv.length > 0) {
      throw inputError(
        'LAB_COMMAND_UNSEPARATED',
        `lab takes its command after two dashes, not ${argv[0]}`,
        `for example: vpcctl lab -- ${argv.join(' ')}`,
      );
    }
    const { runLab } = await import('../../lab/run.js');
    const labCopy = flags.rehearse ? await this.readLabCopy(flags.at) : undefined;
    process.exitCode = await runLab(this.config.root, command, labCopy);
  }

  private async readLabCopy(at: string | undefined): Promise<LabCopy> {
    const { readLabCopy } = await import('../../engine/inspect/index.js');
    return readLabCopy(this.config, at);
  }
}
