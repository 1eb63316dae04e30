import { Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { BootChangeOutput } from '../../schemas/boot.js';

export default class BootEnableCommand extends VpcctlCommand {
  static override group = 'host' as const;
  static override summary = 'Have systemd rebuild the VPCs when the host starts.';
  static override description =
    'Writes the systemd unit vpcctl.service, which runs `vpcctl replay` before network-online.target is reached. With --keep it also writes and starts vpcctl-watch.service, which runs `vpcctl repair --watch`; and vpcctl-flow-logs.service, which runs `vpcctl flow-logs run`, where a VPC has a flow log or with --flow-logs. The units name node and vpcctl by their paths: run this again after one of them has moved.';
  static override examples = [
    '<%= config.bin %> boot enable',
    {
      description: 'Also repair what other programs change while the host runs.',
      command: '<%= config.bin %> boot enable --keep',
    },
    {
      description: 'See what was repaired.',
      command: 'journalctl -u vpcctl-watch',
    },
  ];
  static override flags = {
    keep: Flags.boolean({
      summary: 'Repair drift while the host runs; --no-keep: no more. Without either: as before.',
      allowNo: true,
    }),
    'flow-logs': Flags.boolean({
      summary:
        'Write flow logs; --no-flow-logs: no more. Without either: as before, or where a VPC has one.',
      allowNo: true,
    }),
  };

  async run(): Promise<BootChangeOutput> {
    const { flags } = await this.parse(BootEnableCommand);
    const { enableBoot, REPLAY_UNIT } = await import('../../boot/index.js');
    const { selectFlowLogs } = await import('../../features/flow-logs/state.js');
    const hasLogs = Object.keys(selectFlowLogs(await this.readState())).length > 0;
    const { changed, keep, flowLogs } = await enableBoot(this.config.root, {
      keep: flags.keep,
      flowLogs: flags['flow-logs'] ?? (hasLogs || undefined),
    });
    const what = [
      'rebuilt at boot',
      ...(keep ? ['repaired while the host runs'] : []),
      ...(flowLogs ? ['their flow logs written'] : []),
    ].join(', ');
    this.log(
      changed
        ? `The VPCs will be ${what}\n  unit  ${REPLAY_UNIT.file}\n  next  vpcctl boot status`
        : `The VPCs are ${what} already: nothing to do`,
    );
    return { enabled: true, changed, unitFile: REPLAY_UNIT.file, keep, flowLogs };
  }
}
