import {
  Args,
  argument,
  ChangeCommand,
  type ChangeOutput,
  ifExistsFlag,
  killFlag,
  type RecordedData,
} from '@vpcctl/sdk/command';
import type { InstanceGone } from '../../features/instance/index.js';
import { allFlags, leftOut, namesToDelete, withoutPlace } from '../../ui/commands/flags/several.js';

export default class DeleteInstanceCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary = 'Delete instances of a subnet.';
  static override description =
    'Processes in them lose their network and are listed; --kill ends them. For an attached namespace use detach; --all leaves it attached. Several instances of a subnet are one change, with one undo.';
  static override usage = 'delete-instance VPC SUBNET NAME... | delete-instance VPC SUBNET --all';
  static override examples = [
    '<%= config.bin %> delete-instance vpc1 public web1',
    '<%= config.bin %> delete-instance vpc1 public web1 web2 --kill',
    '<%= config.bin %> delete-instance vpc1/public --all',
  ];
  static override place = ['vpc', 'subnet', 'name'];
  static override completes = { name: 'instance' };
  static override args = {
    vpc: argument('Name of the VPC.'),
    subnet: argument('Name of the subnet.'),
    name: Args.string({ description: 'Names of instances.', multiple: true, ignoreStdin: true }),
  };
  static override flags = { ...allFlags, 'if-exists': ifExistsFlag, kill: killFlag };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(DeleteInstanceCommand);
    const { vpc, subnet } = args;
    const place = `${vpc}/${subnet}`;
    const named = withoutPlace(args.name ?? [], place);
    const names = await namesToDelete(this, {
      ...{ what: [`instance of ${place}`, `instances of ${place}`], named, flags },
      all: async () => {
        const { instancesOf } = await import('../../features/instance/state.js');
        const instances = instancesOf(await this.readState(), vpc, subnet);
        return instances.filter((each) => each.attachment === null).map(({ name }) => name);
      },
    });
    const ifExists = flags['if-exists'] ?? false;
    const summary = (_: InstanceGone, __: string, all: readonly RecordedData[]) => {
      // By contract: all events of this change are of this type.
      const gone = all.map(({ data }) => (data as InstanceGone).name);
      const lines = gone.map((name) => `Deleted instance ${name} of ${place}`);
      return [...lines, ...leftOut(names, gone, `instance of ${place}`)];
    };
    const unknown = ['VPC_UNKNOWN', 'SUBNET_UNKNOWN', 'INSTANCE_UNKNOWN'];
    const input = { vpc, subnet, name: names, ifExists };
    const accepts = ifExists ? unknown : [];
    return this.change({ type: 'instance.delete', input, flags, summary, accepts });
  }
}
