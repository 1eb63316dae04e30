import { argument, ChangeCommand, type ChangeOutput, Flags } from '@vpcctl/sdk/command';

export default class SetLimitsCommand extends ChangeCommand {
  static override group = 'policy' as const;
  static override summary = 'Limit how many connections a VPC and its workloads may have.';
  static override description =
    'All VPCs and the host share one table of connections (conntrack). A new connection beyond a limit is dropped; those that are open go on. Without a setting a VPC may have 16384 connections, and each of its workloads may open 4096 of them. `sysctl net.netfilter.nf_conntrack_max` shows the size of the table.';
  static override examples = [
    '<%= config.bin %> set-limits vpc1 --connections 65536 --per-workload 8192',
    '<%= config.bin %> set-limits vpc1 --per-workload 500',
  ];
  static override args = { vpc: argument('Name of the VPC.') };
  static override flags = {
    connections: Flags.integer({
      summary: 'Connections that the whole VPC may have at once.',
      helpValue: 'N',
    }),
    'per-workload': Flags.integer({
      summary: 'Connections that each workload may have opened at once.',
      helpValue: 'N',
    }),
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(SetLimitsCommand);
    const input = { ...args, connections: flags.connections, perWorkload: flags['per-workload'] };
    return this.change({ type: 'limits.set', input, flags, summary });
  }
}

function summary(limits: { vpc: string; connections: number; perWorkload: number }): string[] {
  const { vpc, connections, perWorkload } = limits;
  return [`Limited ${vpc}`, `  connections   ${connections}`, `  per workload  ${perWorkload}`];
}
