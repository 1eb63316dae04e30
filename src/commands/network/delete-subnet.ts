import {
  Args,
  argument,
  ChangeCommand,
  type ChangeOutput,
  ifExistsFlag,
  killFlag,
  type RecordedData,
} from '@vpcctl/sdk/command';
import type { SubnetDeleted } from '../../features/subnet/index.js';
import { allFlags, leftOut, namesToDelete, withoutPlace } from '../../ui/commands/flags/several.js';

export default class DeleteSubnetCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary = 'Delete subnets with their instances and policies.';
  static override description =
    'Processes in them lose their network and are listed; --kill ends them. Several subnets of a VPC are one change, with one undo.';
  static override usage = 'delete-subnet VPC SUBNET... | delete-subnet VPC --all';
  static override examples = [
    '<%= config.bin %> delete-subnet vpc1 private',
    '<%= config.bin %> delete-subnet vpc1 public private --kill',
    '<%= config.bin %> delete-subnet vpc1 --all',
  ];
  static override place = ['vpc', 'subnet'];
  static override args = {
    vpc: argument('Name of the VPC.'),
    subnet: Args.string({ description: 'Names of subnets.', multiple: true, ignoreStdin: true }),
  };
  static override flags = { ...allFlags, 'if-exists': ifExistsFlag, kill: killFlag };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(DeleteSubnetCommand);
    const { vpc } = args;
    const named = withoutPlace(args.subnet ?? [], vpc);
    const names = await namesToDelete(this, {
      ...{ what: [`subnet of ${vpc}`, `subnets of ${vpc}`], named, flags },
      all: async () => {
        const { subnetsOf } = await import('../../features/subnet/state.js');
        return subnetsOf(await this.readState(), vpc).map(({ name }) => name);
      },
    });
    const ifExists = flags['if-exists'] ?? false;
    const summary = (_: SubnetDeleted, __: string, all: readonly RecordedData[]) => {
      // By contract: all events of this change are of this type.
      const gone = all.map(({ data }) => (data as SubnetDeleted).name);
      const lines = gone.map((name) => `Deleted subnet ${name} of ${vpc}`);
      return [...lines, ...leftOut(names, gone, `subnet of ${vpc}`)];
    };
    const accepts = ifExists ? ['VPC_UNKNOWN', 'SUBNET_UNKNOWN'] : [];
    const input = { vpc, name: names, ifExists };
    return this.change({ type: 'subnet.delete', input, flags, summary, accepts });
  }
}
