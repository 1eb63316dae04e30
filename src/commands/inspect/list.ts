import { atFlag, VpcctlCommand } from '@vpcctl/sdk/command';
import type { VpcOutput } from '../../schemas/vpc.js';
import { noteMissingPlugins, noteOwner } from '../../ui/reading/read-state.js';

export default class ListCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary = 'List all VPCs.';
  static override examples = [
    '<%= config.bin %> list',
    '<%= config.bin %> list --json',
    { description: 'As of entry 7.', command: '<%= config.bin %> list --at 7' },
    { description: 'As of two hours ago.', command: '<%= config.bin %> list --at 2h' },
  ];
  static override flags = { at: atFlag };

  async run(): Promise<{ vpcs: VpcOutput[] }> {
    const { flags } = await this.parse(ListCommand);
    const { viewVpcs } = await import('../../features/views.js');
    const { unknownEvents } = await import('../../engine/current/index.js');
    const state = await this.readState(flags.at);
    const vpcs = viewVpcs(state);
    if (!this.jsonEnabled()) {
      const { renderVpcs } = await import('../../ui/views/vpc-table.js');
      this.log(renderVpcs(vpcs));
    }
    await noteMissingPlugins(this, unknownEvents(state));
    await noteOwner(this);
    await this.notePendingConfirmation();
    return { vpcs };
  }
}
