import { atFlag } from '@vpcctl/sdk/command';
import type { BackendShowOutput } from '../../schemas/backend.js';
import { ListingCommand } from '../../ui/commands/listing.js';

export default class BackendShowCommand extends ListingCommand {
  static override group = 'host' as const;
  static override summary = 'Show the packet-filter backend, and which others this host supports.';
  static override description =
    'The first VPC or `vpcctl backend set` chose the backend. For each other backend the reason is shown if it does not work on this host; only root can test an installed packet filter.';
  static override examples = [
    '<%= config.bin %> backend show',
    '<%= config.bin %> backend show --json',
    { description: 'As of entry 7.', command: '<%= config.bin %> backend show --at 7' },
  ];
  static override flags = { at: atFlag };

  async run(): Promise<BackendShowOutput> {
    const { flags } = await this.parse(BackendShowCommand);
    const { showBackends } = await import('../../engine/inspect/index.js');
    const { renderBackends } = await import('../../ui/views/backend.js');
    const state = await this.readState(flags.at);
    const { name: backend, serves, installed } = await showBackends(this.config, state);
    const output = {
      backend,
      serves: [...serves],
      backends: installed.map((each) => ({ ...each, inUse: each.name === backend })),
    };
    await this.list(flags, {
      table: () => renderBackends(output),
      names: () => output.backends.map(({ name }) => name),
    });
    return output;
  }
}
