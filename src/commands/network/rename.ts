import { inputError } from '@vpcctl/sdk';
import { Args, argument, ChangeCommand, type ChangeOutput } from '@vpcctl/sdk/command';
import type { Renamed } from '../../features/names/index.js';

export default class RenameCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary = 'Give a VPC, subnet or instance another name.';
  static override description =
    'Nothing is cut: processes, connections, addresses and policies stay, and what refers to the name has the new one. Namespaces, interfaces and rules on the host keep the names with which they were made; `vpcctl show` prints them.';
  static override usage = 'rename VPC[/SUBNET[/NAME]] NEW';
  static override examples = [
    '<%= config.bin %> rename vpc1 shop',
    '<%= config.bin %> rename shop/public web',
    {
      description: 'An instance; the words may stand apart, too.',
      command: '<%= config.bin %> rename shop web web1 front',
    },
    { description: 'Undo it.', command: '<%= config.bin %> undo' },
  ];
  static override completes = { place: 'vpc/subnet/workload' };
  static override args = {
    place: argument('VPC, VPC/SUBNET or VPC/SUBNET/NAME.'),
    new: Args.string({ description: 'The new name.', multiple: true, ignoreStdin: true }),
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(RenameCommand);
    // `rename vpc1 web db` is the same as `rename vpc1/web db`.
    const words = [args.place, ...(args.new ?? [])];
    const to = words.length > 1 ? words.pop() : undefined;
    if (to === undefined) {
      throw inputError(
        'NAME_MISSING',
        `the new name of ${args.place} is missing`,
        `for example: vpcctl rename ${args.place} NEW`,
      );
    }
    const input = { place: words.join('/'), to };
    return this.change({ type: 'names.rename', input, flags, summary });
  }
}

function summary({ vpc, subnet, instance, to }: Renamed): string[] {
  const old = [vpc, subnet, instance].filter((word) => word !== null);
  return [
    `Renamed ${old.join('/')} to ${[...old.slice(0, -1), to].join('/')}`,
    '  nothing on the host has changed: namespaces and interfaces keep their names',
  ];
}
