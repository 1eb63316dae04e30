import { argument, ChangeCommand, type ChangeOutput } from '@vpcctl/sdk/command';

export default class BackendSetCommand extends ChangeCommand {
  static override summary = 'Have another driver serve the packet policy, which stays the same.';
  static override description =
    'Its rules are loaded first, then those of the driver before it are removed: connections stay, and nothing that is denied passes meanwhile. It is a change like any other: `vpcctl undo` takes it back.';
  static override examples = [
    '<%= config.bin %> backend set iptables-legacy',
    '<%= config.bin %> backend set nftables --dry-run',
    {
      description: 'Take it back by itself unless it is confirmed within a minute.',
      command: '<%= config.bin %> backend set iptables-legacy --confirm-within 60s',
    },
  ];
  static override args = {
    name: argument(
      'The driver: nftables, iptables-legacy; or none, with which nothing is filtered.',
    ),
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(BackendSetCommand);
    return this.change({ type: 'backend.set', input: { name: args.name }, flags, summary });
  }
}

function summary({ name }: { name: string }): string[] {
  return [`The packet policy is served by ${name}`];
}
