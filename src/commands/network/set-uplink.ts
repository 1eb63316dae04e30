import { argument, ChangeCommand, type ChangeOutput } from '@vpcctl/sdk/command';
import type { UplinkSet } from '../../features/vpc/index.js';

export default class SetUplinkCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary = 'Change the interface by which a VPC reaches the internet.';
  static override description =
    'With auto the VPC follows the default route of the host, also where that has several next hops, is split by a VPN, or appears later. A named interface stays the uplink whatever the host itself uses. Connections that left by the old uplink end.';
  static override examples = [
    '<%= config.bin %> set-uplink vpc1 eth1',
    '<%= config.bin %> set-uplink vpc1 auto',
  ];
  static override args = {
    vpc: argument('Name of the VPC.'),
    interface: argument('An interface of the host: eth1; or auto.'),
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(SetUplinkCommand);
    return this.change({ type: 'vpc.set-uplink', input: args, flags, summary });
  }
}

function summary({ name, uplink }: UplinkSet): string[] {
  return [
    uplink === null
      ? `VPC ${name} follows the default route of the host`
      : `The uplink of VPC ${name} is ${uplink.interface}`,
  ];
}
