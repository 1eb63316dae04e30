import { EngineCommand, Flags, jsonForTerminal } from '@vpcctl/sdk/command';
import type { EngineContext, Look } from '../../engine/index.js';
import type { RepairLine, ReplayOutput } from '../../schemas/change.js';
import { matchJournal } from '../../ui/commands/match-journal.js';
import { type Engine, withEngine } from '../../ui/commands/with-engine.js';

/** How often `--watch` looks at the host where the kernel tells nothing, in seconds. */
const EVERY = 30;

export default class RepairCommand extends EngineCommand {
  static override group = 'host' as const;
  static override summary = 'Repair what other programs changed or deleted; --watch keeps at it.';
  static override description =
    'Makes the host match the journal, and touches nothing that does. With --watch it goes on: it repairs drift as soon as the kernel tells of a change, at most once a second, and prints a line for each repair; SIGTERM or Ctrl-C ends it with exit code 0. Other commands work meanwhile. Changes of iptables-legacy and of most sysctls come without a message: they are found every 30 seconds.';
  static override examples = [
    '<%= config.bin %> repair',
    { description: 'Keep the host as it should be.', command: '<%= config.bin %> repair --watch' },
    {
      description: 'Pass on each repair as a line of JSON.',
      command: '<%= config.bin %> repair --watch --json | jq -c .changes',
    },
    {
      description: 'Have systemd run it.',
      command: '<%= config.bin %> boot enable --keep',
    },
  ];
  static override flags = {
    watch: Flags.boolean({
      summary: 'Go on, and repair what changes.',
      exclusive: ['dry-run'],
    }),
    every: Flags.integer({
      summary: `With --watch: look at the host this often at least, in seconds; ${EVERY} by default.`,
      helpValue: 'SECONDS',
      dependsOn: ['watch'],
      min: 1,
      max: 86_400,
    }),
  };

  async run(): Promise<ReplayOutput | undefined> {
    const { flags } = await this.parse(RepairCommand);
    if (!flags.watch) return matchJournal(this, flags);
    const { renderRepair } = await import('../../ui/views/repair.js');
    const every = (flags.every ?? EVERY) * 1000;
    const watch = async (engine: Engine, context: EngineContext) => {
      engine.checkMayChange();
      const report = ({ changes, failures }: Look) => {
        const line = { changes: changes.map(engine.summarizeChange), failures: [...failures] };
        this.log(renderRepair(line));
        if (this.jsonEnabled()) this.logLine({ at: new Date().toISOString(), ...line });
      };
      await engine.watch(context, { every, report });
    };
    await withEngine(this, flags, watch, true);
    return undefined;
  }

  private logLine(line: RepairLine): void {
    process.stdout.write(`${jsonForTerminal(line, 0)}\n`);
  }
}
