import { Args, atFlag, Flags } from '@vpcctl/sdk/command';
import type { VpcOutput } from '../../schemas/vpc.js';
import { ListingCommand } from '../../ui/commands/listing.js';
import { noteMissingPlugins, noteOwner } from '../../ui/reading/read-state.js';

export default class ListCommand extends ListingCommand {
  static override group = 'see' as const;
  static override summary = 'List all VPCs, or some of them.';
  static override description =
    'With -l it lists the VPCs, subnets and instances that have certain labels, each with what it is in; -q then prints their names as VPC/SUBNET/NAME.';
  static override examples = [
    '<%= config.bin %> list',
    '<%= config.bin %> list vpc1 vpc2 -o wide',
    '<%= config.bin %> list --json',
    {
      description: 'What has the label team=blue.',
      command: '<%= config.bin %> list -l team=blue',
    },
    {
      description: 'Names of what has no label env=test, but a label team.',
      command: '<%= config.bin %> list -q -l env!=test -l team',
    },
    { description: 'As of entry 7.', command: '<%= config.bin %> list --at 7' },
    { description: 'As of two hours ago.', command: '<%= config.bin %> list --at 2h' },
  ];
  static override args = {
    vpc: Args.string({
      description: 'Names of the VPCs; by default all.',
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    at: atFlag,
    selector: Flags.string({
      char: 'l',
      summary:
        'Only what has the labels: team=blue, team!=blue, team. Several have to hold together.',
      helpValue: 'LABEL',
      multiple: true,
      multipleNonGreedy: true,
    }),
  };

  async run(): Promise<{ vpcs: VpcOutput[] }> {
    const { args, flags } = await this.parse(ListCommand);
    const { viewVpcs } = await import('../../features/views.js');
    const { unknownEvents } = await import('../../engine/current/index.js');
    const state = await this.readState(flags.at);
    const isSelected = flags.selector === undefined ? null : await selector(flags.selector);
    const { placesOf, selectedBy } = await import('../../ui/views/vpc.js');
    const vpcs = selectedBy(viewVpcs(state, args.vpc), isSelected);
    await this.list(flags, {
      table: async (wide) => {
        const { renderVpcs } = await import('../../ui/views/vpc-table.js');
        return renderVpcs(vpcs, { wide, isSelected: isSelected !== null });
      },
      names: () => placesOf(vpcs, isSelected),
    });
    await noteMissingPlugins(this, unknownEvents(state));
    await noteOwner(this);
    await this.notePendingConfirmation();
    return { vpcs };
  }
}

async function selector(texts: readonly string[]) {
  const { parseSelector } = await import('../../features/labels/state.js');
  return parseSelector(texts);
}
