import { Args, jsonForTerminal, VpcctlCommand } from '@vpcctl/sdk/command';
import { redraw } from '../../ui/commands/see/redraw.js';
import { withEngine } from '../../ui/commands/with-engine.js';

export default class WatchListCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary = 'Show what list shows, again after each change.';
  static override description =
    'On a terminal it is drawn in its place, elsewhere printed anew; at most once a second. Ctrl-C ends it. With --json each is a line of JSON.';
  static override examples = [
    '<%= config.bin %> watch list',
    { description: 'Some VPCs.', command: '<%= config.bin %> watch list vpc1 vpc2' },
  ];
  static override completes = { vpc: 'vpc' };
  static override args = {
    vpc: Args.string({
      description: 'Names of the VPCs; by default all.',
      multiple: true,
      ignoreStdin: true,
    }),
  };

  async run(): Promise<undefined> {
    const { args, flags } = await this.parse(WatchListCommand);
    const { viewVpcs } = await import('../../features/views.js');
    const { renderVpcs } = await import('../../ui/views/vpc-table.js');
    const quiet = { ...flags, 'dry-run': false, explain: false };
    await withEngine(
      this,
      quiet,
      (engine, context) =>
        redraw(this, context, {
          kernel: false,
          json: this.jsonEnabled() ? (line) => process.stdout.write(`${line}\n`) : null,
          read: async () => {
            const vpcs = viewVpcs(await engine.readCurrentState(this.config), args.vpc);
            return {
              text: renderVpcs(vpcs, { wide: false, isSelected: false }),
              json: jsonForTerminal({ vpcs }, 0),
            };
          },
        }),
      true,
    );
    return undefined;
  }
}
