import { isVpcctlError } from '@vpcctl/sdk';
import { Args, atFlag, Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { BackendCompareOutput } from '../../schemas/backend.js';

export default class BackendCompareCommand extends VpcctlCommand {
  static override group = 'host' as const;
  static override summary =
    'Compare two packet-filter backends by sending real packets in two labs.';
  static override description =
    `Builds the same VPCs in two labs (see vpcctl lab) from a copy of the journal, one lab for each backend. In both it sends the same packets: from every subnet, the host and the internet to every subnet, every gateway, the host and the internet; ICMP echoes, and tcp and udp on the ports in policies. Every flow with two different results is printed, and the exit code is then 1.

This host does not change, and root is not needed.`;
  static override examples = [
    '<%= config.bin %> backend compare',
    {
      description: 'Probe more flows, and print every result.',
      command: '<%= config.bin %> backend compare nftables iptables-legacy --flows 1000 --json',
    },
    {
      description: 'As of entry 7.',
      command: '<%= config.bin %> backend compare --at 7',
    },
  ];
  static override completes = { first: 'backend', second: 'backend' };
  static override args = {
    first: Args.string({
      description: 'The first backend.',
      default: 'nftables',
      ignoreStdin: true,
    }),
    second: Args.string({
      description: 'The second backend.',
      default: 'iptables-legacy',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    at: atFlag,
    flows: Flags.integer({
      summary: 'Probe at most this many flows; the choice is always the same.',
      default: 200,
      min: 1,
      max: 5000,
    }),
  };

  async run(): Promise<BackendCompareOutput> {
    const { args, flags } = await this.parse(BackendCompareCommand);
    const { readLabCopy } = await import('../../engine/inspect/index.js');
    const { lowerAll } = await import('../../engine/model/index.js');
    const { openReader, readStateAt } = await import('../../engine/history/index.js');
    const { compareBackends } = await import('../../backend-compare/run.js');
    const { requireUsable } = await import('../../features/backend/state.js');
    const { renderComparison } = await import('../../ui/views/backend.js');
    const backends: [string, string] = [args.first, args.second];
    const { registry } = await openReader(this.config);
    const installed = registry.backends.map(({ name }) => ({ name, unsupportedReason: null }));
    // Whether a backend works is tested in the lab, as root.
    for (const backend of backends) requireUsable(backend, installed);
    const labCopy = await readLabCopy(this.config, flags.at);
    const state = await readStateAt(this.config, flags.at ?? 'now');
    this.note(`building two labs, with ${backends.join(' and ')}, and probing them …`);
    const root = this.config.root;
    const { compared, possible } = await compareBackends(
      root,
      labCopy,
      { state, resources: lowerAll(registry, state) },
      backends,
      flags.flows,
    ).catch(interruptedBySignal);
    const output: BackendCompareOutput = {
      backends,
      flows: compared.map(({ flow, verdicts: [a, b], differs }) => ({
        ...flow,
        verdicts: [a, b],
        differs,
      })),
      possible,
      differences: compared.filter(({ differs }) => differs).length,
    };
    this.log(renderComparison(output));
    if (output.differences > 0) process.exitCode = 1;
    return output;
  }
}

/** Sets the exit code that shells give for Ctrl-C. */
function interruptedBySignal(error: unknown): never {
  if (isVpcctlError(error) && error.code === 'HOST_INTERRUPTED') process.exitCode = 130;
  throw error;
}
