import { Args, argument, ChangeCommand, type ChangeOutput, Flags } from '@vpcctl/sdk/command';
import { type Added, portsText } from '../state.js';

export default class ForwardCommand extends ChangeCommand {
  static override group = 'policy' as const;
  static override summary = 'Forward ports of this host to a subnet or instance (DNAT).';
  static override description =
    "Connections to the port reach the target from outside, from this host (127.0.0.1 too) and from the same VPC (hairpin NAT). The subnet may be private; its policy has to allow the target's port. Several targets are balanced round-robin.";
  static override usage =
    'forward VPC SUBNET[/INSTANCE][,...] HOSTPORT:PORT[/PROTO]... [--listen ADDRESS]';
  static override examples = [
    '<%= config.bin %> forward vpc1 public 8080:80',
    '<%= config.bin %> forward vpc1 public 8000-8010:80-90 53:53/udp --listen 203.0.113.2',
    '<%= config.bin %> forward vpc1 web1,web2,public/c1 80:8080',
  ];
  static override place = ['vpc', 'targets'];
  static override completes = { targets: ',subnet/workload' };
  static override args = {
    vpc: argument('Name of the VPC.'),
    targets: argument('SUBNET or SUBNET/INSTANCE; separate several by commas.'),
    port: Args.string({
      description: 'HOSTPORT:PORT[/tcp|udp], or ranges.',
      required: true,
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    listen: Flags.string({
      description: 'Forward only this address of the host; by default all.',
      helpValue: 'ADDRESS',
    }),
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(ForwardCommand);
    const input = {
      vpc: args.vpc,
      targets: args.targets.split(','),
      ports: args.port,
      listen: flags.listen,
    };
    return this.change({ type: 'port-forward.add', input, flags, summary });
  }
}

function summary({ vpc, targets, listen, ports }: Added): string[] {
  const address = listen === null ? '' : `${listen}:`;
  const places = targets.map((target) => `${vpc}/${target}`).join(', ');
  return ports.map((each) => `Forwarded ${address}${portsText(each)} to ${places}`);
}
