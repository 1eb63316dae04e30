import { type ContainerEngine, inputError, unknownName } from '@vpcctl/sdk';
import { argument, ChangeCommand, type ChangeOutput, Flags } from '@vpcctl/sdk/command';
import type { Instance } from '../../features/instance/state.js';
import type { NamespaceReference } from '../../host/index.js';
import { labelFlag } from '../../ui/commands/flags/label.js';
import { instanceSummary } from '../../ui/views/instance.js';

export default class AttachCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override looksAround = true;
  static override summary =
    "Attach an existing network namespace, such as a container's, to a subnet.";
  static override description =
    'The namespace becomes a workload of the subnet, under its policy. vpcctl adds only an interface and its routes, and detach removes just these. The default route is added only if the namespace has none; otherwise a route to the VPC is. `--container` asks docker, then podman, for the process of the container, and follows it: after a restart, replay and repair attach its new namespace in the place of the old one, and repair --watch does so by itself. `--pid` and `--container` name the namespace VPC-SUBNET-NAME until you detach it; a named namespace outlives its processes. --dry-run needs root, too: it looks into the namespace.';
  static override examples = [
    '<%= config.bin %> attach vpc1 public --netns web1',
    {
      description: 'A container of docker or podman, also after it restarts.',
      command: '<%= config.bin %> attach vpc1 public --container web1',
    },
    {
      description: 'A container of any other program.',
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
      exactlyOne: ['netns', 'pid', 'container'],
    }),
    pid: Flags.integer({
      description: 'The namespace of this process.',
      helpValue: 'PID',
      min: 1,
    }),
    container: Flags.string({
      description: 'The namespace of this container, which is followed when it restarts.',
      helpValue: 'NAME',
    }),
    engine: Flags.option({
      description: 'The program that runs the container; by default the first that knows it.',
      options: ['docker', 'podman'] as const,
      dependsOn: ['container'],
    })(),
    name: Flags.string({
      description:
        'Its name in the subnet; by default that of the namespace or container, or pidPID.',
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
    const defaultRoute = !flags['no-default-route'];
    const { label: labels } = flags;
    const input = { vpc, subnet, name, ip, labels, defaultRoute, ...(await target(flags)) };
    return this.change({ type: 'instance.attach', input, flags, summary });
  }
}

interface Target {
  readonly netns: string | undefined;
  readonly pid: number | undefined;
  readonly container: string | undefined;
  readonly engine: ContainerEngine | undefined;
}

/**
 * What is to be attached. A namespace is inspected, and the request contains what was found, as with
 * a policy file; a container is looked for under the journal's lock.
 */
async function target(flags: Target) {
  const { container: name, engine } = flags;
  if (name !== undefined) return { container: { name, engine } };
  const { createHost, lookAtNamespace } = await import('../../host/index.js');
  return { namespace: await lookAtNamespace(await refer(flags), createHost()) };
}

async function refer({ netns = '', pid }: Target): Promise<NamespaceReference> {
  const { identify, namespaceInode, namespaceNames } = await import('../../host/index.js');
  if (pid !== undefined) {
    const process = identify(pid);
    if (process !== null) return { process };
    throw inputError(
      'PROCESS_UNKNOWN',
      `there is no process ${pid}, or you may not look at it`,
      'of a container of docker or podman: --container NAME',
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
  const container = instance.attachment?.container;
  return [
    `Attached ${name} to ${vpc}/${subnet}`,
    ...(container
      ? [`  container  ${container.name} of ${container.engine}, also after it restarts`]
      : []),
    ...instanceSummary(instance),
    `  routes     ${way === '' ? 'none by the router' : `${way} by the router; its other routes stay`}`,
  ];
}
