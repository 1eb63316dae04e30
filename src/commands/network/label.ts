import { Args, argument, ChangeCommand, type ChangeOutput } from '@vpcctl/sdk/command';
import type { LabelsSet } from '../../features/labels/index.js';

export default class LabelCommand extends ChangeCommand {
  static override group = 'networks' as const;
  static override summary = 'Set or remove labels of a VPC, subnet or instance.';
  static override description =
    'Labels are words of your own, by which `vpcctl list -l` selects. Keys and values have at most 63 letters, digits and inner . _ -; a value may be empty. They change nothing on the host.';
  static override usage = 'label VPC[/SUBNET[/NAME]] KEY=VALUE... KEY-...';
  static override examples = [
    '<%= config.bin %> label vpc1 team=blue env=test',
    '<%= config.bin %> label vpc1/web/c1 tier=front',
    { description: 'Remove a label.', command: '<%= config.bin %> label vpc1 env-' },
    { description: 'List what has a label.', command: '<%= config.bin %> list -l team=blue' },
  ];
  static override completes = { place: 'vpc/subnet/instance' };
  static override args = {
    place: argument('VPC, VPC/SUBNET or VPC/SUBNET/NAME.'),
    labels: Args.string({
      description: 'KEY=VALUE sets a label, KEY- removes one.',
      multiple: true,
      ignoreStdin: true,
    }),
  };

  async run(): Promise<ChangeOutput> {
    const { args, flags } = await this.parse(LabelCommand);
    const words = [args.place, ...(args.labels ?? [])];
    // `label vpc1 web team=blue` is the same as `label vpc1/web team=blue`.
    const isLabel = (word: string, at: number) => at > 0 && /=|-$/.test(word);
    const first = words.findIndex(isLabel);
    const place = first === -1 ? words : words.slice(0, first);
    const input = { place: place.join('/'), labels: first === -1 ? [] : words.slice(first) };
    return this.change({ type: 'labels.set', input, flags, summary });
  }
}

function summary({ vpc, subnet, instance, set, remove }: LabelsSet): string[] {
  const place = [vpc, subnet, instance].filter((word) => word !== null).join('/');
  const words = Object.entries(set).map(([key, value]) => `${key}=${value}`);
  return [
    ...(words.length > 0 ? [`Labelled ${place}: ${words.join(', ')}`] : []),
    ...(remove.length > 0 ? [`Removed labels of ${place}: ${remove.join(', ')}`] : []),
  ];
}
