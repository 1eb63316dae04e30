import { jsonForTerminal, VpcctlCommand } from '@vpcctl/sdk/command';
import { redraw } from '../../ui/commands/see/redraw.js';
import { withEngine } from '../../ui/commands/with-engine.js';

export default class WatchStatusCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary = 'Show what status shows, again whenever something changes.';
  static override description =
    'It looks again when the journal changes and when the kernel tells of a change, at most once a second. On a terminal it is drawn in its place, elsewhere printed anew. Ctrl-C ends it. With --json each is a line of JSON.';
  static override examples = ['<%= config.bin %> watch status'];

  async run(): Promise<undefined> {
    const { flags } = await this.parse(WatchStatusCommand);
    const { renderStatus, viewStatus } = await import('../../ui/views/status.js');
    const quiet = { ...flags, 'dry-run': false, explain: false };
    await withEngine(
      this,
      quiet,
      (engine, context) =>
        redraw(this, context, {
          kernel: true,
          json: this.jsonEnabled() ? (line) => process.stdout.write(`${line}\n`) : null,
          read: async () => {
            const status = await engine.readStatus({ ...context, observer: {} });
            const output = viewStatus(status, engine.summarizeChange);
            return {
              text: renderStatus(output, status.drift?.changes ?? []),
              json: jsonForTerminal(output, 0),
            };
          },
        }),
      true,
    );
    return undefined;
  }
}
