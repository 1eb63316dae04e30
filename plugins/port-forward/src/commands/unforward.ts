import { argument, ChangeCommand, type ChangeOutput, Flags } from '@vpcctl/sdk/command';
import type { Removed } from '../remove.js';

export default class UnforwardCommand extends ChangeCommand {
  static override summary = 'End forwards of ports of this host: those named, or all of a VPC.';
  static override description = 'Connections that stand end, too.';
  static override examples = [
    '<%= config.bin %> unforward vpc1 8080',
    '<%= config.bin %> unforward vpc1 8000-8010 53/udp --listen 203.0.113.2',
    '<%= config.bin %> unforward vpc1',
  ];
  static override strict = false;
  static override args = { vpc: argument('Name of the VPC.') };
  static override flags = {
    listen: Flags.string({
      description: 'The address that they were made for with --listen.',
      helpValue: 'ADDRESS',
    }),
  };

  async run(): Promise<ChangeOutput> {
    const { args, argv, flags } = await this.parse(UnforwardCommand);
    const input = { vpc: args.vpc, ports: argv.slice(1).map(String), listen: flags.listen };
    return this.change({ type: 'port-forward.remove', input, flags, summary });
  }
}

function summary({ vpc, forwards }: Removed): string[] {
  return forwards.map((key) => `Ended the forward of ${key} to ${vpc}`);
}
