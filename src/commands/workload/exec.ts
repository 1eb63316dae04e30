import { inputError } from '@vpcctl/sdk';
import { Args, argument, VpcctlCommand } from '@vpcctl/sdk/command';
import { noteRestart } from '../../ui/reading/read-state.js';

export default class ExecCommand extends VpcctlCommand {
  static override group = 'networks' as const;
  static override summary =
    'Run a command in the namespace of a subnet or of one of its instances.';
  static override description =
    'The command gets the terminal, standard input and output, and its exit code is passed on. With --json only errors of vpcctl itself are JSON.';
  static override usage = 'exec VPC SUBNET[/NAME] -- COMMAND...';
  static override examples = [
    '<%= config.bin %> exec vpc1 public -- ip route',
    '<%= config.bin %> exec vpc1 public/web1 -- ping -c 3 10.0.1.1',
    '<%= config.bin %> exec vpc1 private -- ping -c 3 10.0.1.1',
  ];
  static override place = ['vpc', 'subnet'];
  static override completes = { subnet: 'subnet/workload' };
  static override args = {
    vpc: argument('Name of the VPC.'),
    subnet: argument('Name of the subnet, or SUBNET/NAME for one of its instances.'),
    // Refused below, with a better hint than oclif's.
    undashed: Args.string({
      description: 'A command that has no dashes before it.',
      multiple: true,
      hidden: true,
      ignoreStdin: true,
    }),
  };

  async run(): Promise<void> {
    const separator = this.argv.indexOf('--');
    const own = separator === -1 ? this.argv : this.argv.slice(0, separator);
    const command = separator === -1 ? [] : this.argv.slice(separator + 1);
    const { args } = await this.parse(ExecCommand, own);
    if (command.length === 0 || args.undashed !== undefined) {
      throw inputError(
        'COMMAND_MISSING',
        'exec needs a command after two dashes',
        `for example: vpcctl exec ${args.vpc} ${args.subnet} -- ip route`,
      );
    }
    const { readCurrentState, requireWorkload } = await import('../../engine/current/index.js');
    const { findProgram, runInNamespace } = await import('../../host/netns/index.js');
    const state = await readCurrentState(this.config);
    const { namespace } = requireWorkload(state, args.vpc, args.subnet);
    const [program = ''] = command;
    if (findProgram(program, process.env['PATH']) === null) {
      // The code that shells give; `ip` gives 1, which the command itself may give, too.
      process.exitCode = 127;
      throw inputError(
        'COMMAND_NOT_FOUND',
        `there is no command ${JSON.stringify(program)}`,
        'a subnet has the programs of the host: install it there',
      );
    }
    await noteRestart(this);
    process.exitCode = await runInNamespace(namespace, command);
  }
}
