import { inputError } from '@vpcctl/sdk';
import { Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { LabContent } from '../../lab/set-up.js';
import { noteSwept, ownAndCommand } from '../../ui/commands/lab-words.js';

export default class LabCommand extends VpcctlCommand {
  static override group = 'host' as const;
  static override summary = 'Run a command in a throwaway virtual host.';
  static override description =
    `A lab is a whole host in namespaces: its own network with an uplink (eth0, 203.0.113.2) and a small internet (198.51.100.8 answers ping and HTTP), its own processes, its own vpcctl state. The real host does not change, and the lab is gone when the command ends. Root is not needed: a plain user is root in the lab.

With --topology the network of a topology file is built first, as apply does it: a wrong file has apply's error and exit code, and the command does not start.

With --rehearse the lab first becomes a copy of this host, from its journal: the same VPCs, and a link to the lab's internet for each of their uplinks. Changes in the lab do not affect this host.

With --name the lab lives on when the command ends, until lab end. Other terminals enter it by lab enter.

Files outside /run are the real ones. The command gets the terminal, standard input and output, and its exit code is passed on. With --json only errors of vpcctl itself are JSON.`;
  static override usage = [
    'lab [-f FILE... [--set NAME=VALUE]] [--name NAME [-d]] [-- COMMAND...]',
    'lab --rehearse [--at SEQ|TIME] [--name NAME [-d]] [-- COMMAND...]',
  ];
  static override examples = [
    { description: 'A shell in a lab.', command: '<%= config.bin %> lab' },
    {
      description: 'Create a VPC without touching this host.',
      command: "<%= config.bin %> lab -- sh -c 'vpcctl create-vpc vpc1 10.0.0.0/16; ip -br link'",
    },
    {
      description: 'The network of a CI job (docs/ci.md).',
      command: '<%= config.bin %> lab --topology net.yaml -- npm test',
    },
    {
      description: 'A lab for several terminals (docs/labs.md).',
      command: '<%= config.bin %> lab --name shop --topology shop.yaml',
    },
    {
      description: 'Try a change on a copy of this host.',
      command: "<%= config.bin %> lab --rehearse -- sh -c 'vpcctl undo 3 && vpcctl list'",
    },
  ];
  static override flags = {
    topology: Flags.string({
      char: 'f',
      summary: 'First build the network of this topology file; - reads standard input. Repeatable.',
      helpValue: 'FILE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    set: Flags.string({
      summary: 'Give a variable of the topology another value. Repeatable.',
      helpValue: 'NAME=VALUE',
      multiple: true,
      multipleNonGreedy: true,
      dependsOn: ['topology'],
    }),
    rehearse: Flags.boolean({
      summary: 'First make the lab a copy of this host, from the journal.',
    }),
    at: Flags.string({
      summary: 'With --rehearse: copy this host as of an entry of the history, or a time.',
      helpValue: 'SEQ|TIME',
      dependsOn: ['rehearse'],
    }),
    name: Flags.string({
      summary: 'Give the lab a name, and keep it until `vpcctl lab end`.',
      helpValue: 'NAME',
    }),
    detach: Flags.boolean({
      char: 'd',
      summary: 'With --name: only make the lab, and enter it later.',
      dependsOn: ['name'],
    }),
  };
  static override strict = false;

  async run(): Promise<void> {
    const { own, command } = ownAndCommand(this.argv);
    const { argv, flags } = await this.parse(LabCommand, own);
    if (argv.length > 0) {
      throw inputError(
        'LAB_COMMAND_UNSEPARATED',
        `lab takes its command after two dashes, not ${argv[0]}`,
        `for example: vpcctl lab -- ${argv.join(' ')}`,
      );
    }
    if (flags.detach && command.length > 0) {
      throw inputError(
        'LAB_COMMAND_DETACHED',
        'lab --detach only makes the lab, and runs no command',
        `make it, then: vpcctl lab enter ${flags.name} -- ${command.join(' ')}`,
      );
    }
    const { checkName } = await import('../../model/names/index.js');
    if (flags.name !== undefined) checkName('a lab', flags.name);
    const content = await this.readContent(flags);
    if (flags.name === undefined) {
      const { runLab } = await import('../../lab/run.js');
      process.exitCode = await runLab(this.config.root, command, content);
    } else {
      await this.makeNamed(flags.name, command, content, flags.detach);
    }
  }

  private async readContent({
    topology,
    set = [],
    rehearse,
    at,
  }: {
    topology?: readonly string[] | undefined;
    set?: readonly string[] | undefined;
    rehearse: boolean;
    at?: string | undefined;
  }): Promise<LabContent> {
    if (topology === undefined) {
      const { readLabCopy } = await import('../../engine/inspect/index.js');
      return rehearse ? { labCopy: await readLabCopy(this.config, at) } : {};
    }
    if (rehearse) {
      throw inputError(
        'LAB_TWO_CONTENTS',
        '--topology builds a network on an empty host, and --rehearse copies this host: a lab is one of both',
        'apply the file in the copy: vpcctl lab --rehearse -- vpcctl apply --yes -f FILE',
      );
    }
    const { readTopologySources } = await import('../../ui/files/topology.js');
    return { topology: { sources: await readTopologySources(topology), set } };
  }

  private async makeNamed(
    name: string,
    command: readonly string[],
    content: LabContent,
    isDetached: boolean,
  ): Promise<void> {
    const { root } = this.config;
    const { makeNamedLab } = await import('../../lab/named/make.js');
    const { exitCode, swept } = await makeNamedLab(root, name, content);
    noteSwept(this, swept);
    if (exitCode !== null) {
      process.exitCode = exitCode;
    } else if (isDetached) {
      this.note(`The lab ${name} is there: vpcctl lab enter ${name}, vpcctl lab end ${name}`);
    } else {
      const { enterLab } = await import('../../lab/named/enter.js');
      process.exitCode = await enterLab(root, name, command, (line) => this.note(line));
    }
  }
}
