import { Args, VpcctlCommand } from '@vpcctl/sdk/command';
import { completionScript, SHELLS } from '../../completion/index.js';

export default class CompletionCommand extends VpcctlCommand {
  static override enableJsonFlag = false;
  static override group = 'host' as const;
  static override summary = 'Print the script by which a shell completes words of vpcctl.';
  static override description =
    'The script completes commands, flags and their values, and the names of VPCs, subnets, instances, port forwards, entries, backends and plugins as they are at that moment. It has the commands of the plugins that are installed now: print it again when one has come or gone.';
  static override examples = [
    {
      description: 'For this shell; in ~/.bashrc for all to come.',
      command: 'source <(<%= config.bin %> completion bash)',
    },
    {
      description: 'For zsh, in a folder of its fpath.',
      command: '<%= config.bin %> completion zsh > /usr/local/share/zsh/site-functions/_vpcctl',
    },
    {
      description: 'For fish.',
      command: '<%= config.bin %> completion fish > ~/.config/fish/completions/vpcctl.fish',
    },
  ];
  static override args = {
    shell: Args.option({ description: 'The shell.', options: SHELLS, ignoreStdin: true })({
      required: true,
    }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(CompletionCommand);
    const { openReader } = await import('../../engine/history/index.js');
    const { registry } = await openReader(this.config);
    const { commands, version } = this.config;
    const backends = registry.backends.map(({ name }) => name);
    // The script is no text for people: `log` would replace its tabs.
    process.stdout.write(completionScript(args.shell, { commands, backends, version }));
  }
}
