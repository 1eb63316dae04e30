import { argument, VpcctlCommand } from '@vpcctl/sdk/command';
import { noteRestart } from '../../ui/reading/read-state.js';

export default class ShellCommand extends VpcctlCommand {
  static override group = 'networks' as const;
  static override summary = 'Open a shell in the namespace of a subnet or of one of its instances.';
  static override description =
    'It is the shell of $SHELL, or else bash, and no login shell; the prompt begins with the place. Its exit code is passed on. Without a terminal, sh reads commands from standard input. Name servers are those that exec has.';
  static override usage = 'shell VPC SUBNET[/NAME]';
  static override examples = [
    '<%= config.bin %> shell vpc1 public',
    '<%= config.bin %> shell vpc1/public/web1',
    {
      description: 'Run a script there.',
      command: '<%= config.bin %> shell vpc1 public < script.sh',
    },
  ];
  static override place = ['vpc', 'workload'];
  static override completes = { subnet: 'subnet/workload', workload: 'workload' };
  static override args = {
    vpc: argument('Name of the VPC.'),
    workload: argument('Name of the subnet, or SUBNET/NAME for one of its instances.'),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(ShellCommand);
    const { readCurrentState, requireWorkload } = await import('../../engine/current/index.js');
    const { runShell } = await import('../../host/netns/index.js');
    const state = await readCurrentState(this.config);
    const { namespace, label } = requireWorkload(state, args.vpc, args.workload);
    await noteRestart(this);
    const isTyped = process.stdin.isTTY === true;
    process.exitCode = await runShell(namespace, { place: label, isTyped });
  }
}
