import {
  Args,
  ChangeCommand,
  type ChangeOutput,
  ifExistsFlag,
  killFlag,
  type RecordedData,
} from '@vpcctl/sdk/command';
import type { VpcDeleted } from '../../features/vpc/index.js';
import { allFlags, leftOut, namesToDelete } from '../../ui/commands/flags/several.js';

export default class DeleteVpcCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary = 'Delete VPCs with their subnets, peerings and policies.';
  static override description =
    'After the last VPC is deleted the host is as it was before the first one. Processes in a subnet lose their network and are listed; --kill ends them. Several VPCs are one change, with one undo.';
  static override usage = 'delete-vpc NAME... | --all';
  static override examples = [
    '<%= config.bin %> delete-vpc vpc1',
    '<%= config.bin %> delete-vpc vpc1 vpc2 --if-exists',
    '<%= config.bin %> delete-vpc vpc1 --kill',
    { description: 'Without a question.', command: '<%= config.bin %> delete-vpc --all --yes' },
  ];
  static override completes = { name: 'vpc' };
  static override args = {
    name: Args.string({ description: 'Names of VPCs.', multiple: true, ignoreStdin: true }),
  };
  static override flags = { ...allFlags, 'if-exists': ifExistsFlag, kill: killFlag };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(DeleteVpcCommand);
    const names = await namesToDelete(this, {
      ...{ what: ['VPC', 'VPCs'], named: args.name ?? [], flags },
      all: async () => {
        const { selectVpcs } = await import('../../features/vpc/state.js');
        return Object.keys(selectVpcs(await this.readState()));
      },
    });
    const ifExists = flags['if-exists'] ?? false;
    const summary = (_: VpcDeleted, __: string, all: readonly RecordedData[]) => {
      // By contract: all events of this change are of this type.
      const gone = all.map(({ data }) => (data as VpcDeleted).name);
      return [...gone.map((name) => `Deleted VPC ${name}`), ...leftOut(names, gone, 'VPC')];
    };
    const accepts = ifExists ? ['VPC_UNKNOWN'] : [];
    const input = { name: names, ifExists };
    return this.change({ type: 'vpc.delete', input, flags, summary, accepts });
  }
}
