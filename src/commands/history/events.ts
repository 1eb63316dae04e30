import { Flags, jsonForTerminal, VpcctlCommand } from '@vpcctl/sdk/command';
import type { HostEvent } from '../../engine/events/index.js';
import { withEngine } from '../../ui/commands/with-engine.js';

/** How many are shown where nothing is said. */
const COUNT = 50;

export default class EventsCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary = 'List what happened to the VPCs; --follow goes on with what happens.';
  static override description =
    'Changes and how they ended, drift that a replay or repair has found and fixed or could not fix, and the change that awaits confirmation. With --follow also links of workloads that come and go, and uplinks that go up and down, as the kernel tells of them; Ctrl-C ends it. Without --since the newest 50 are listed, and --follow lists none of before. Nothing is changed, and no lock is taken.';
  static override examples = [
    '<%= config.bin %> events',
    {
      description: 'Since two hours ago, and on.',
      command: '<%= config.bin %> events --since 2h -f',
    },
    {
      description: 'Pass on what could not be repaired.',
      command: '<%= config.bin %> events --follow --json | jq -c \'select(.kind == "unrepaired")\'',
    },
  ];
  static override flags = {
    follow: Flags.boolean({ char: 'f', summary: 'Go on with what happens, until Ctrl-C.' }),
    since: Flags.string({
      summary: 'Only those since a time, or since so long ago (2h, 3d).',
      helpValue: 'TIME',
    }),
    count: Flags.integer({
      char: 'n',
      summary: `Only the newest N of those that happened; ${COUNT} by default.`,
      helpValue: 'N',
      min: 0,
    }),
  };

  async run(): Promise<undefined> {
    const { flags } = await this.parse(EventsCommand);
    const { parseTime } = await import('../../engine/history/index.js');
    const { followEvents, readEvents } = await import('../../engine/events/index.js');
    const { renderEvent, viewEvent } = await import('../../ui/views/see/events.js');
    const since = flags.since === undefined ? undefined : parseTime(flags.since, Date.now());
    const usual = since === undefined ? (flags.follow ? 0 : COUNT) : undefined;
    const tell = (event: HostEvent) => {
      const line = viewEvent(event);
      if (this.jsonEnabled()) process.stdout.write(`${jsonForTerminal(line, 0)}\n`);
      else this.log(renderEvent(line));
    };
    const quiet = { ...flags, 'dry-run': false, explain: false };
    await withEngine(
      this,
      quiet,
      async (_, context) => {
        const all = await readEvents(context, {});
        const shown = await readEvents(context, { since, count: flags.count ?? usual });
        for (const event of shown) tell(event);
        if (!flags.follow) {
          if (shown.length === 0) this.log('Nothing has happened.');
          return;
        }
        const known = new Set(all.map(({ key }) => key));
        const ready = () => this.note('Following; Ctrl-C ends it.');
        await followEvents(context, known, tell, ready);
      },
      true,
    );
    return undefined;
  }
}
