import { countOf, inputError } from '@vpcctl/sdk';
import { Args, argument, Flags, jsonForTerminal, VpcctlCommand } from '@vpcctl/sdk/command';
import type { Captured, CaptureRequest, DescribedPacket } from '../../engine/capture/index.js';
import type { EngineContext } from '../../engine/index.js';
import type { CaptureOutput } from '../../schemas/see/capture.js';
import type { Engine } from '../../ui/commands/with-engine.js';

/** As tcpdump: more than any packet has. */
const SNAPLEN = 262_144;

export default class CaptureCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary = 'Capture packets of workloads: as lines, or in a file for Wireshark.';
  static override description =
    'Runs tcpdump at the ends of the veth pairs on the host, for both directions of each workload, and puts the packets in the order of their time. A VPC stands for all of its workloads, a subnet for its own and its instances. With -w it writes pcapng, in which each packet says which workload it is of and which way it went; without -w it prints a line for each packet. Ctrl-C, --count or --duration end it. A filter is as for tcpdump; give it behind the place, or behind two dashes. Packets are seen before the policy at the sender, and behind it at the receiver. Workloads that come later are not captured. With --denied it captures what the filter drops instead, as watch denied does, with the rule that did; the filter then sees the first 160 bytes of a packet.';
  static override usage = 'capture VPC[/SUBNET[/NAME]] [-w FILE] [FILTER...]';
  static override examples = [
    '<%= config.bin %> capture vpc1/web',
    {
      description: 'Only DNS of one instance, ten packets.',
      command: '<%= config.bin %> capture vpc1/web/c1 --count 10 udp port 53',
    },
    {
      description: 'Into a file, for a minute.',
      command: '<%= config.bin %> capture vpc1 -w vpc1.pcapng --duration 1m',
    },
    {
      description: 'What the policies of a subnet drop, each with the rule.',
      command: '<%= config.bin %> capture vpc1/web --denied -w denied.pcapng',
    },
    {
      description: 'Only what was to reach port 443.',
      command: '<%= config.bin %> capture vpc1/web --denied tcp dst port 443',
    },
    {
      description: 'Into Wireshark, as it happens.',
      command: '<%= config.bin %> capture vpc1 -w - | wireshark -k -i -',
    },
  ];
  static override completes = { place: 'vpc|place' };
  static override args = {
    place: argument('A VPC, VPC/SUBNET or VPC/SUBNET/NAME.'),
    filter: Args.string({
      description: "Which packets, as for tcpdump: 'tcp port 80'. By default all.",
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    write: Flags.string({
      char: 'w',
      summary: 'Write a pcapng file; - is standard output.',
      helpValue: 'FILE',
    }),
    force: Flags.boolean({ summary: 'With -w: replace a file that is there.' }),
    denied: Flags.boolean({
      summary: 'Only what the filter drops, with the reason: the first bytes of each packet.',
    }),
    count: Flags.integer({ summary: 'End after so many packets.', helpValue: 'N', min: 1 }),
    duration: Flags.string({ summary: 'End after this time: 30s, 5m.', helpValue: 'TIME' }),
    snaplen: Flags.integer({
      summary: 'Keep so many bytes of each packet; by default all.',
      helpValue: 'BYTES',
      min: 14,
      max: SNAPLEN,
      default: SNAPLEN,
    }),
  };

  async run(): Promise<CaptureOutput | undefined> {
    const { args, flags } = await this.parse(CaptureCommand);
    const { parseDuration } = await import('../../ui/commands/confirm-flags.js');
    const { renderCaptured } = await import('../../ui/views/see/capture.js');
    const { write: path, count = null, snaplen, force } = flags;
    if (path === '-' && (process.stdout.isTTY || this.jsonEnabled())) {
      throw inputError(
        'CAPTURE_TO_TERMINAL',
        'a file of packets is no text',
        'pass it on: vpcctl capture … -w - | wireshark -k -i -',
      );
    }
    const request = {
      ...{ path: path ?? null, force, count, snaplen },
      duration: flags.duration === undefined ? null : parseDuration(flags.duration, '--duration'),
      application: `vpcctl ${this.config.version}`,
      note: (message: string) => this.note(message),
      print: (packet: DescribedPacket) => {
        if (this.jsonEnabled()) process.stdout.write(`${jsonForTerminal(packet, 0)}\n`);
        else this.log(renderCaptured(packet));
      },
    };
    const { place, filter = [] } = args;
    const { packets, lost } = flags.denied
      ? await this.captureDenied(place, filter, request)
      : await this.capturePackets(place, filter, request);
    const words = lost === 0 ? '' : `; ${countOf(lost, 'packet')} more found no room`;
    this.note(`${countOf(packets, 'packet')}${words}.`);
    return path === undefined || path === '-' ? undefined : { file: path, packets, lost };
  }

  private async capturePackets(
    place: string,
    filter: readonly string[],
    request: CaptureRequest,
  ): Promise<Captured> {
    const { prepareCapture } = await import('../../engine/capture/index.js');
    const run = await prepareCapture(await this.readState(), place, filter, request);
    return run();
  }

  private async captureDenied(
    place: string,
    filter: readonly string[],
    request: CaptureRequest,
  ): Promise<Captured> {
    const { captureDenied } = await import('../../engine/capture/index.js');
    const { matchesPlace } = await import('../../ui/commands/see/denied.js');
    const { withEngine } = await import('../../ui/commands/with-engine.js');
    const { reasonFor } = await import('../../ui/views/see/denied.js');
    const quiet = { 'log-level': 'info' as const, 'dry-run': false, explain: false };
    const run = (engine: Engine, context: EngineContext) => {
      engine.checkMayChange();
      return captureDenied(context, {
        ...{ ...request, place, filter, reason: reasonFor },
        matches: (packet) => matchesPlace(packet, place),
      });
    };
    return withEngine(this, quiet, run, true);
  }
}
