import { argument, ChangeCommand, type ChangeOutput, Flags } from '@vpcctl/sdk/command';
import { type Added, portsText } from '../state.js';

export default class ForwardCommand extends ChangeCommand {
  static override summary = 'Lead ports of this host to a subnet or an instance.';
  static override description =
    "What connects to the port, from outside, from this host (127.0.0.1 too) or from the same VPC, gets to the subnet, private ones too, where its policy allows the target's port. Several targets get new connections in turn.";
  static override examples = [
    '<%= config.bin %> forward vpc1 public 8080:80',
    '<%= config.bin %> forward vpc1 public 8000-8010:80-90 53:53/udp --listen 203.0.113.2',
    '<%= config.bin %> forward vpc1 web1,web2,public/c1 80:8080',
  ];
  static override strict = false;
  static override args = {
    vpc: argument('Name of the VPC.'),
    targets: argument('SUBNET or SUBNET/INSTANCE; several with commas between them.'),
    ports: argument('HOSTPORT:PORT[/tcp|udp], or ranges; several if need be.'),
  };
  static override flags = {
    listen: Flags.string({
      description: 'Only this address of the host; by default any of them.',
      helpValue: 'ADDRESS',
    }),
  };

  async run(): Promise<ChangeOutput> {
    const { args, argv, flags } = await this.parse(ForwardCommand);
    const input = {
      vpc: args.vpc,
      targets: args.targets.split(','),
      ports: argv.slice(2).map(String),
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
