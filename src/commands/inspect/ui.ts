import { Flags, jsonForTerminal, VpcctlCommand } from '@vpcctl/sdk/command';
import type { UiOutput } from '../../schemas/host/ui.js';

/** As src/page has it, which only a run of the command loads. */
const LISTEN = '127.0.0.1:7400';

export default class UiCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary =
    'Serve a page that shows the VPCs, their history and what reaches what.';
  static override description =
    'It prints the address to open: the token in it is good for one browser, which gets a cookie for it. The page shows the drawing, the timeline of all changes, reach, and what happens now; it loads nothing from elsewhere. It only reads, unless it is started with --allow-changes. Ctrl-C ends it, with exit code 0.';
  static override examples = [
    '<%= config.bin %> ui',
    {
      description: 'Let the page undo and revert changes, after a question.',
      command: '<%= config.bin %> ui --allow-changes',
    },
    {
      description: 'At another port; 0 is any that is free.',
      command: '<%= config.bin %> ui --listen 127.0.0.1:0 --json',
    },
    {
      description: 'See the page of another host, through ssh.',
      command: 'ssh -t -L 7400:127.0.0.1:7400 HOST sudo vpcctl ui',
    },
  ];
  static override flags = {
    listen: Flags.string({
      summary: `Where to listen: ADDRESS:PORT; ${LISTEN} by default. What is sent is not encrypted.`,
      helpValue: 'ADDRESS:PORT',
      default: LISTEN,
    }),
    'allow-changes': Flags.boolean({
      summary: 'Let the page undo, redo and revert changes, after a question.',
    }),
  };

  async run(): Promise<undefined> {
    const { flags } = await this.parse(UiCommand);
    const page = await import('../../page/server/index.js');
    const listen = page.parseListen(flags.listen);
    const allowChanges = flags['allow-changes'] === true;
    const stop = new AbortController();
    const end = () => stop.abort();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
    if (!page.isLoopback(listen)) {
      this.note('Others on the network can read along: http has no encryption. ssh -L has.');
    }
    try {
      const announce = (url: string, isFirst: boolean) =>
        this.announce({ url, allowChanges }, isFirst);
      const { config } = this;
      await page.serve({ config, listen, allowChanges, announce, signal: stop.signal });
    } finally {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
    }
    return undefined;
  }

  private announce(output: UiOutput, isFirst: boolean): void {
    if (this.jsonEnabled()) {
      process.stdout.write(`${jsonForTerminal(output, 0)}\n`);
      return;
    }
    const { url, allowChanges } = output;
    this.log(isFirst ? `Open ${url}` : `A browser has opened it. For another one: ${url}`);
    if (!isFirst) return;
    const may = allowChanges ? 'It may undo, redo and revert changes' : 'It only reads';
    this.log(`${may}. Ctrl-C ends it.`);
  }
}
