import { inputError } from '@vpcctl/sdk';
import { Args, VpcctlCommand } from '@vpcctl/sdk/command';
import type { DiffOutput } from '../../schemas/diff.js';
import { fileFlag, setFlag } from '../../ui/commands/flags/topology.js';
import { noteMissingPlugins } from '../../ui/reading/read-state.js';

export default class DiffCommand extends VpcctlCommand {
  static override group = 'time' as const;
  static override summary = 'Show what changed between two points in the history.';
  static override description =
    'A point is an entry of the history (7, or 0 for the state before the first), a time ("2026-11-23 14:05", 2026-11-23T14:05:09Z), a time ago (30m, 2h, 3d), or now.';
  static override usage = ['diff FROM [TO]', 'diff -f FILE'];
  static override examples = [
    { description: 'Since entry 7.', command: '<%= config.bin %> diff 7' },
    '<%= config.bin %> diff 7 12',
    { description: 'In the last two hours.', command: '<%= config.bin %> diff 2h' },
    '<%= config.bin %> diff 0 now --json',
    {
      description: 'What applying a topology file would change, resource by resource.',
      command: '<%= config.bin %> diff -f shop.yaml',
    },
  ];
  static override flags = { file: fileFlag, set: setFlag };
  static override completes = { from: 'entry|=now', to: 'entry|=now' };
  static override args = {
    from: Args.string({ description: 'The first point.', ignoreStdin: true }),
    to: Args.string({ description: 'The second point; now by default.', ignoreStdin: true }),
  };

  async run(): Promise<DiffOutput> {
    const { args, flags } = await this.parse(DiffCommand);
    if (flags.file !== undefined) {
      const { diffTopology } = await import('../../ui/commands/topology.js');
      return diffTopology(this, flags);
    }
    if (args.from === undefined) {
      throw inputError(
        'POINT_MISSING',
        'diff compares two points, or the network with a file',
        'for example: vpcctl diff 2h, or vpcctl diff -f shop.yaml',
      );
    }
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
