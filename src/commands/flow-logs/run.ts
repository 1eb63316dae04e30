import { Flags, VpcctlCommand } from '@vpcctl/sdk/command';

const MEBIBYTE = 1 << 20;
const HOUR_MS = 3_600_000;

export default class FlowLogsRunCommand extends VpcctlCommand {
  static override group = 'host' as const;
  static override enableJsonFlag = false;
  static override summary = 'Write the flow logs, until it is ended by SIGTERM or Ctrl-C.';
  static override description =
    'Reads what the kernel counts of connections, and the packets that it denies, and writes a line for each flow and window to files in the state directory. One process can do so at a time; `vpcctl boot enable` has systemd run it. It follows each change of the VPCs. What was lost since it could not keep up, it counts.';
  static override examples = [
    '<%= config.bin %> flow-logs run',
    {
      description: 'With the names of the workloads, and the entry and rule that decided.',
      command: '<%= config.bin %> flow-logs run --format json',
    },
  ];
  static override flags = {
    format: Flags.option({
      options: ['aws', 'json'] as const,
      default: 'aws' as const,
      summary: "aws: the default format of AWS's flow logs, version 2; json: with names and rules.",
    })(),
    'file-size': Flags.integer({
      summary: 'A file is full with so many MiB.',
      helpValue: 'MIB',
      default: 16,
      min: 1,
      max: 4096,
    }),
    'file-hours': Flags.integer({
      summary: 'A file is closed after so many hours.',
      helpValue: 'HOURS',
      default: 24,
      min: 1,
      max: 8760,
    }),
    keep: Flags.integer({
      summary: 'Keep so many MiB of files in all; the oldest are deleted.',
      helpValue: 'MIB',
      default: 512,
      min: 1,
      max: 1 << 20,
    }),
    buffer: Flags.integer({
      summary: 'The KiB that the kernel keeps of what is not read yet; what comes beyond is lost.',
      helpValue: 'KIB',
      default: 16 * 1024,
      min: 1,
      max: 1 << 20,
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(FlowLogsRunCommand);
    const { watchInterruption } = await import('../../engine/index.js');
    const { runFlowLogs } = await import('../../flow-logs/index.js');
    const interruption = watchInterruption();
    try {
      await runFlowLogs(this.config, {
        format: flags.format,
        limits: {
          fileBytes: flags['file-size'] * MEBIBYTE,
          fileMs: flags['file-hours'] * HOUR_MS,
          totalBytes: flags.keep * MEBIBYTE,
        },
        bufferBytes: flags.buffer * 1024,
        signal: interruption.signal,
        report: (sentence) => this.note(sentence),
      });
    } finally {
      interruption.stop();
    }
  }
}
