import { VpcctlCommand } from '@vpcctl/sdk/command';
import type { LabListOutput } from '../../schemas/host/lab.js';
import { noteSwept, renderLabs } from '../../ui/commands/lab-words.js';

export default class LabListCommand extends VpcctlCommand {
  static override group = 'host' as const;
  static override summary = 'List the labs that have a name.';
  static override description =
    'Each user has labs of their own, and so has each lab: in a lab this lists those that were made in it.';
  static override examples = ['<%= config.bin %> lab list'];

  async run(): Promise<LabListOutput> {
    await this.parse(LabListCommand);
    const { listLabs } = await import('../../lab/named/list.js');
    const { labs, swept } = await listLabs();
    noteSwept(this, swept);
    const output = { labs: labs.map((lab) => ({ ...lab, vpcs: lab.vpcs && [...lab.vpcs] })) };
    this.log(renderLabs(output));
    return output;
  }
}
