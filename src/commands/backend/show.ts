import { atFlag, VpcctlCommand } from '@vpcctl/sdk/command';
import type { BackendShowOutput } from '../../schemas/backend.js';

export default class BackendShowCommand extends VpcctlCommand {
  static override summary = 'Show which driver serves the packet policy, and which others could.';
  static override description =
    'It was chosen with the first VPC, or by `vpcctl backend set`. Of each other driver it is said what keeps it from serving this host, if anything does; only root can ask a packet filter that is installed whether it works.';
  static override examples = [
    '<%= config.bin %> backend show',
    '<%= config.bin %> backend show --json',
    { description: 'As it was after entry 7.', command: '<%= config.bin %> backend show --at 7' },
  ];
  static override flags = { at: atFlag };

  async run(): Promise<BackendShowOutput> {
    const { flags } = await this.parse(BackendShowCommand);
    const { showBackends } = await import('../../engine/inspect/backends.js');
    const { renderBackends } = await import('../../ui/views/backend.js');
    const state = await this.readState(flags.at);
    const { name: backend, serves, installed } = await showBackends(this.config, state);
    const output = {
      backend,
      serves: [...serves],
      backends: installed.map((each) => ({ ...each, inUse: each.name === backend })),
    };
    this.log(renderBackends(output));
    return output;
  }
}
