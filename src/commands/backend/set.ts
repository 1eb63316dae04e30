import { argument, ChangeCommand, type ChangeOutput } from '@vpcctl/sdk/command';

export default class BackendSetCommand extends ChangeCommand {
  static override group = 'host' as const;
  static override summary = 'Switch the packet-filter backend; the policies stay the same.';
  static override description =
    'The new rules are loaded before the old ones are removed: connections survive, and nothing that is denied passes meanwhile. The switch is a change like any other: `vpcctl undo` reverses it.';
  static override examples = [
    '<%= config.bin %> backend set iptables-legacy',
    '<%= config.bin %> backend set nftables --dry-run',
    {
      description: 'Roll the switch back unless it is confirmed within a minute.',
      command: '<%= config.bin %> backend set iptables-legacy --confirm-within 60s',
    },
  ];
  static override completes = { name: 'backend' };
  static override args = {
    name: argument('The backend: nftables, iptables-legacy, or none, which filters nothing.'),
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(BackendSetCommand);
    return this.change({ type: 'backend.set', input: { name: args.name }, flags, summary });
  }
}

function summary({ name }: { name: string }): string[] {
  return [`The packet-filter backend is ${name}`];
}
