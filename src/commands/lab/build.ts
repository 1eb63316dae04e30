import { readFileSync } from 'node:fs';
import { argument, VpcctlCommand } from '@vpcctl/sdk/command';
import type { LabTopology } from '../../lab/topology.js';

/** The first step of `lab --topology`, which src/lab/init.sh runs in the lab. */
export default class LabBuildCommand extends VpcctlCommand {
  static override hidden = true;
  static override enableJsonFlag = false;
  static override summary = 'Build the topology of a new lab.';
  static override examples = ['<%= config.bin %> lab build /run/vpcctl-lab/topology'];
  static override args = { file: argument('What the maker of the lab has read.') };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LabBuildCommand);
    const { changeTopology, textsOf } = await import('../../ui/commands/topology.js');
    const { describeError } = await import('../../ui/errors/error.js');
    const { countOf } = await import('@vpcctl/sdk');
    // The maker of the lab wrote it.
    const topology: LabTopology = JSON.parse(readFileSync(args.file, 'utf8'));
    const quiet = {
      config: this.config,
      log: () => {},
      note: (line: string) => this.note(line),
    };
    try {
      const built = await changeTopology(
        quiet,
        'apply',
        textsOf(async () => topology.sources, topology.set),
        { 'dry-run': false, explain: false, yes: true, 'log-level': flags['log-level'] },
      );
      for (const line of built.notes) this.note(line);
      this.note(`Built the lab's network: ${countOf(built.items.length, 'part')}`);
    } catch (error) {
      const described = describeError(error);
      const exitCode = Number(process.exitCode ?? described.exitCode);
      process.exitCode = exitCode;
      process.stdout.write(`${JSON.stringify({ error: { ...described, exitCode } })}\n`);
    }
  }
}
