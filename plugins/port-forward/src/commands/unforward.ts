import {
  Args,
  argument,
  ChangeCommand,
  type ChangeOutput,
  Flags,
  ifExistsFlag,
} from '@vpcctl/sdk/command';
import type { Removed } from '../remove.js';

export default class UnforwardCommand extends ChangeCommand {
  static override group = 'policy' as const;
  static override summary = 'Remove port forwards: the named ones, or all of a VPC.';
  static override description = 'Established connections through them end, too.';
  static override usage = 'unforward VPC [HOSTPORT[/PROTO]...] [--listen ADDRESS]';
  static override examples = [
    '<%= config.bin %> unforward vpc1 8080',
    '<%= config.bin %> unforward vpc1 8000-8010 53/udp --listen 203.0.113.2',
    '<%= config.bin %> unforward vpc1',
  ];
  static override completes = { port: 'port' };
  static override args = {
    vpc: argument('Name of the VPC.'),
    port: Args.string({
      description: 'HOSTPORT[/tcp|udp], or ranges; by default all forwards of the VPC.',
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    listen: Flags.string({
      description: 'Remove forwards that were made with this --listen address.',
      helpValue: 'ADDRESS',
    }),
    'if-exists': ifExistsFlag,
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(UnforwardCommand);
    const ifExists = flags['if-exists'] ?? false;
    const input = { vpc: args.vpc, ports: args.port ?? [], listen: flags.listen, ifExists };
    const accepts = ifExists ? ['VPC_UNKNOWN', 'FORWARD_UNKNOWN'] : [];
    return this.change({ type: 'port-forward.remove', input, flags, summary, accepts });
  }
}

function summary({ vpc, forwards }: Removed): string[] {
  return forwards.map((key) => `Removed the forward of ${key} to ${vpc}`);
}
