import { inputError, unknownName } from '@vpcctl/sdk';
import { argument, ChangeCommand, type ChangeOutput, Flags } from '@vpcctl/sdk/command';
import type { Instance } from '../../features/instance/state.js';
import type { FoundNamespace, NamespaceReference } from '../../host/index.js';
import { labelFlag } from '../../ui/commands/flags/label.js';
import { instanceSummary } from '../../ui/views/instance.js';

export default class AttachCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary =
    "Attach an existing network namespace, such as a container's, to a subnet.";
  static override description =
    'The namespace becomes a workload of the subnet, under its policy. vpcctl adds only an interface and its routes, and detach removes just these. The default route is added only if the namespace has none; otherwise a route to the VPC is. `--pid` names the namespace VPC-SUBNET-NAME until you detach it; a named namespace outlives its processes. --dry-run needs root, too: it looks into the namespace.';
  static override examples = [
    '<%= config.bin %> attach vpc1 public --netns web1',
    {
      description: 'A container.',
      command: '<%= config.bin %> attach vpc1 public --pid 4711 --name web1',
    },
    '<%= config.bin %> attach vpc1 public --netns web1 --ip 10.0.1.20 --no-default-route',
  ];
  static override place = ['vpc', 'subnet'];
  static override args = {
    vpc: argument('Name of the VPC.'),
    subnet: argument('Name of the subnet.'),
  };
  static override flags = {
    netns: Flags.string({
      description: 'The namespace, by its name in ip netns list.',
      helpValue: 'NAME',
      exactlyOne: ['netns', 'pid'],
    }),
    pid: Flags.integer({
      description: 'The namespace of this process.',
      helpValue: 'PID',
      min: 1,
    }),
    name: Flags.string({
      description: 'Its name in the subnet; by default that of the namespace, or pidPID.',
      helpValue: 'N',
    }),
    ip: Flags.string({ description: 'Its address; by default the next free one.', helpValue: 'A' }),
    'no-default-route': Flags.boolean({
      description: 'Add only a route to the VPC, even if there is no default route.',
    }),
    label: labelFlag,
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(AttachCommand);
    const { vpc, subnet } = args;
    const { name, ip } = flags;
    const namespace = await look(flags);
    const defaultRoute = !flags['no-default-route'];
    const input = { vpc, subnet, name, ip, labels: flags.label, defaultRoute, namespace };
    return this.change({ type: 'instance.attach', input, flags, summary });
  }
}

type Target = { netns: string | undefined; pid: number | undefined };

/** Inspects the namespace: as with a policy file, the request contains what was found. */
async function look(flags: Target): Promise<FoundNamespace> {
  const { createHost, lookAtNamespace } = await import('../../host/index.js');
  return lookAtNamespace(await refer(flags), createHost());
}

async function refer({ netns = '', pid }: Target): Promise<NamespaceReference> {
  const { identify, namespaceInode, namespaceNames } = await import('../../host/index.js');
  if (pid !== undefined) {
    const process = identify(pid);
    if (process !== null) return { process };
    throw inputError(
      'PROCESS_UNKNOWN',
      `there is no process ${pid}, or you may not look at it`,
      'of a container: docker inspect -f {{.State.Pid}} NAME, as root',
    );
  }
  const names = namespaceNames().filter((name) => namespaceInode(name) !== null);
  if (names.includes(netns)) return { netns };
  throw unknownName('NETNS_UNKNOWN', 'the namespace', netns, names, 'there is none: ip netns list');
}

function summary(instance: Instance): string[] {
  const { vpc, subnet, name } = instance;
  const routes = instance.attachment?.routes ?? [];
  const way = routes.includes('default') ? 'the default route' : routes.join(', ');
  return [
    `Attached ${name} to ${vpc}/${subnet}`,
    ...instanceSummary(instance),
    `  routes     ${way === '' ? 'none by the router' : `${way} by the router; its other routes stay`}`,
  ];
}
