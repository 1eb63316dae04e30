import { inputError, type State, type VpcctlError } from '@vpcctl/sdk';
import { Args, argument, atFlag, Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { EntryOutput } from '../../schemas/history.js';
import type { InstanceOutput, SubnetOutput, VpcOutput } from '../../schemas/vpc.js';
import { noteMissingPlugins, noteRestart } from '../../ui/reading/read-state.js';

export default class ShowCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary =
    'Show a VPC, one of its subnets or instances, or an entry of the history.';
  static override description =
    'Beside each rule of a subnet stands how many packets it has counted on this host, for root: the first packets of connections that it allows, and each packet that it denies. An entry is shown whole: the recorded data, the user and the command line, what it changed in the state and on the host, and its host commands.';
  static override examples = [
    '<%= config.bin %> show vpc1',
    '<%= config.bin %> show vpc1/public',
    '<%= config.bin %> show vpc1/public/web1',
    {
      description: 'What the rules have counted since you looked last.',
      command: '<%= config.bin %> show vpc1/public --since-last',
    },
    '<%= config.bin %> show vpc1 --json',
    { description: 'As of entry 7.', command: '<%= config.bin %> show vpc1 --at 7' },
    { description: 'Show entry 7.', command: '<%= config.bin %> show @7' },
  ];
  static override completes = { what: 'vpc|place|@entry', instance: 'workload' };
  static override args = {
    what: argument('VPC, VPC/SUBNET, VPC/SUBNET/NAME, or @SEQ.'),
    subnet: Args.string({
      description: 'The subnet, where the first word is the VPC alone.',
      ignoreStdin: true,
      hidden: true,
    }),
    instance: Args.string({
      description: 'The instance, where the words before it are its VPC and subnet.',
      ignoreStdin: true,
      hidden: true,
    }),
  };
  static override flags = {
    at: atFlag,
    'since-last': Flags.boolean({
      summary: 'Of a subnet: what its rules have counted since this was asked last.',
      exclusive: ['at'],
    }),
  };

  async run(): Promise<VpcOutput | SubnetOutput | InstanceOutput | EntryOutput> {
    const { args, flags } = await this.parse(ShowCommand);
    // `show vpc1 public` is the same as `show vpc1/public`.
    const what = [args.what, args.subnet, args.instance]
      .filter((word) => word !== undefined)
      .join('/');
    if (what.startsWith('@')) return this.showEntry(what, flags.at);
    const { findShown } = await import('../../features/views.js');
    const { renderShown } = await import('../../ui/views/vpc-tree.js');
    const { withFields } = await import('../../ui/views/vpc.js');
    const { fieldsOf, unknownEvents } = await import('../../engine/current/index.js');
    const state = await this.readState(flags.at);
    const found = withFields(findShown(state, what), await fieldsOf(this.config, state));
    const isNow = flags.at === undefined;
    const shown = isNow ? await this.withCounts(state, found, flags['since-last']) : found;
    this.log(renderShown(shown));
    await noteMissingPlugins(this, unknownEvents(state));
    if (isNow) await noteRestart(this);
    return shown;
  }

  /** A subnet with what its policy has counted on this host, which only root can read. */
  private async withCounts<S extends VpcOutput | SubnetOutput | InstanceOutput>(
    state: State,
    shown: S,
    isSinceLast = false,
  ): Promise<S> {
    const hasPolicy = 'policy' in shown && shown.policy !== null;
    if (isSinceLast && !hasPolicy) throw noPolicy();
    if (!hasPolicy || !(isSinceLast || process.geteuid?.() === 0)) return shown;
    const { countsOf } = await import('../../ui/commands/see/counts.js');
    const counts = await countsOf(this, state, shown, isSinceLast);
    return counts === null ? shown : { ...shown, counts };
  }

  private async showEntry(what: string, at: string | undefined): Promise<EntryOutput> {
    const seq = /^@(\d{1,15})$/.exec(what)?.[1];
    if (seq === undefined || at !== undefined) {
      throw inputError(
        'ENTRY_INVALID',
        seq === undefined
          ? `${JSON.stringify(what)} is not an entry of the history`
          : '--at cannot be used with an entry of the history, which never changes',
        'for example: vpcctl show @7',
      );
    }
    const past = await import('../../engine/history/index.js');
    const { renderEntry, viewEntry } = await import('../../ui/views/entry.js');
    const entry = await past.inspectEntry(await past.openReader(this.config), Number(seq));
    const output = viewEntry(entry, past.renderCommands(entry.commands));
    this.log(renderEntry(entry, output, past.commandLine(output.argv)));
    await noteMissingPlugins(this, entry.unknown);
    return output;
  }
}

function noPolicy(): VpcctlError {
  return inputError(
    'NOTHING_COUNTED',
    'only the rules of a subnet with a policy count packets',
    'for example: vpcctl show vpc1/public --since-last',
  );
}
