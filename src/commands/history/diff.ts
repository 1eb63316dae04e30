import { Args, argument, VpcctlCommand } from '@vpcctl/sdk/command';
import type { DiffOutput } from '../../schemas/diff.js';
import { noteMissingPlugins } from '../../ui/reading/read-state.js';

export default class DiffCommand extends VpcctlCommand {
  static override group = 'time' as const;
  static override summary = 'Show what changed between two points in the history.';
  static override description =
    'A point is an entry of the history (7, or 0 for the state before the first), a time ("2026-11-23 14:05", 2026-11-23T14:05:09Z), a time ago (30m, 2h, 3d), or now.';
  static override examples = [
    { description: 'Since entry 7.', command: '<%= config.bin %> diff 7' },
    '<%= config.bin %> diff 7 12',
    { description: 'In the last two hours.', command: '<%= config.bin %> diff 2h' },
    '<%= config.bin %> diff 0 now --json',
  ];
  static override completes = { from: 'entry|=now', to: 'entry|=now' };
  static override args = {
    from: argument('The first point.'),
    to: Args.string({ description: 'The second point; now by default.', ignoreStdin: true }),
  };

  async run(): Promise<DiffOutput> {
    const { args } = await this.parse(DiffCommand);
    const [from, to] = [args.from, args.to ?? 'now'];
    const { readDifference } = await import('../../engine/history/index.js');
    const { renderDifference, viewDifference } = await import('../../ui/views/changes.js');
    const { changes, backend, unknown } = await readDifference(this.config, from, to);
    const output = viewDifference(from, to, changes, backend);
    this.log(renderDifference(changes, backend));
    await noteMissingPlugins(this, unknown);
    return output;
  }
}
