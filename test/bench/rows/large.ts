/** A host that has 1,000 subnets and 10,000 rules: doing nothing, one thing more, and memory. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../measure/host.js';
import { whereTimeGoes } from '../measure/profile.js';
import type { CommandLine } from '../measure/program.js';
import { Costs, interleave } from '../measure/statistics.js';
import { ms } from '../report/figures.js';
import type { Bench, Part } from './bench.js';
import { explained, type Row } from './row.js';

/** Seconds of a `replay` and a `status` that find nothing. */
const ALLOWED_SECONDS = 1.5;

/** How much more a change may cost than on a host that has hardly anything. */
const ALLOWED_GROWTH = 1.3;

/** MB of memory. */
const ALLOWED_MEMORY = 150;

/** Rules of a subnet. */
const RULES = 10;

/** Names that neither network has. */
const NEW_SUBNET = ['bench', '10.0.250.0/24'] as const;

/** Three VPCs are peered in a chain, so these two are not. */
const UNPEERED = ['v0', 'v2'] as const;

export const large: Part = {
  name: 'large',
  title: 'A host that has 1,000 subnets and 10,000 rules',
  isLarge: true,
  async run(bench) {
    const subnets = bench.many(1000);
    const size = { vpcs: Math.min(20, Math.max(3, subnets / 3)), subnets };
    const state = await bench.writeState({
      ...size,
      vpcs: Math.ceil(size.vpcs),
      rules: RULES * subnets,
    });
    const small = await bench.writeState({ vpcs: 3, subnets: 3, rules: 3 * RULES });
    bench.say(`building ${subnets} subnets`);
    const hosts = {
      large: await bench.openHostWith(state),
      small: await bench.openHostWith(small),
    };
    hosts.large.measure(['vpcctl', 'replay']);
    hosts.small.measure(['vpcctl', 'replay']);
    const quiet = measureQuiet(bench, hosts.large);
    const growth = measureGrowth(bench, hosts);
    return [...quiet, ...growth, memoryRow(hosts.large)];
  },
};

type Hosts = Readonly<Record<'large' | 'small', Host>>;

const QUIET: readonly CommandLine[] = [
  ['vpcctl', 'replay'],
  ['vpcctl', 'status'],
];

function measureQuiet(bench: Bench, host: Host): Row[] {
  const costs = new Costs();
  for (const order of interleave(QUIET, bench.rounds)) {
    for (const command of order) costs.add(command.join(' '), host.measure(command));
  }
  return QUIET.map((command) => {
    const { processor, wall } = costs.of(command.join(' '));
    const row: Row = {
      what: `\`${command[1]}\` with nothing to do`,
      unit: 's',
      measured: wall / 1000,
      limit: ALLOWED_SECONDS,
      from: `processor ${ms(processor)}`,
    };
    return explained(row, () => [profile(bench, host, command)]);
  });
}

/** A change, by the name of what there is one more of. */
interface OneMore {
  readonly what: string;
  readonly command: CommandLine;
}

/** Each round makes each change on both hosts, and undoes it. */
function measureGrowth(bench: Bench, hosts: Hosts): Row[] {
  const policy = join(bench.directory, 'one-more-rule.json');
  writeFileSync(policy, JSON.stringify(policyWithOneMore()));
  const changes: readonly OneMore[] = [
    {
      what: 'one more subnet',
      command: ['vpcctl', 'add-subnet', 'v0', ...NEW_SUBNET, '--type', 'public'],
    },
    { what: 'one more rule', command: ['vpcctl', 'apply-firewall', 'v0', 's0', policy] },
    { what: 'one more peering', command: ['vpcctl', 'peer', ...UNPEERED] },
  ];
  const undo: CommandLine = ['vpcctl', 'undo'];
  const costs = new Costs();
  const tasks = changes.flatMap((change) =>
    (['large', 'small'] as const).map((size) => ({ ...change, size })),
  );
  for (const order of interleave(tasks, bench.rounds)) {
    for (const { what, command, size } of order) {
      costs.add(`${what}, ${size}`, hosts[size].measure(command));
      costs.add(`undo, ${size}`, hosts[size].measure(undo));
    }
  }
  return [...changes, { what: 'undo', command: undo }].map(({ what, command }) => {
    const [more, few] = [costs.of(`${what}, large`), costs.of(`${what}, small`)];
    const row: Row = {
      what: `${what}, beside the same on a host of three subnets`,
      unit: 'times',
      measured: more.processor / few.processor,
      limit: ALLOWED_GROWTH,
      from: `${ms(more.processor)} (wall ${ms(more.wall)}), ${ms(few.processor)} (wall ${ms(few.wall)})`,
    };
    return explained(row, () => [explainChange(bench, hosts.large, what, command, changes)]);
  });
}

/** Profiles a change and takes it away again; or the undo of the first change. */
function explainChange(
  bench: Bench,
  host: Host,
  what: string,
  command: CommandLine,
  changes: readonly OneMore[],
): string {
  const [first] = changes;
  if (what === 'undo' && first !== undefined) {
    host.mustRun(first.command);
    return profile(bench, host, command);
  }
  const line = profile(bench, host, command);
  host.mustRun(['vpcctl', 'undo']);
  return line;
}

function policyWithOneMore() {
  const ingress = Array.from({ length: RULES + 1 }, (_, n) => {
    return { protocol: 'tcp', port: 2000 + 2 * n, action: n % 2 === 0 ? 'allow' : 'deny' };
  });
  return { subnet: '10.0.0.0/24', ingress };
}

/** The most memory that a command took; commands that were not measured yet run once. */
function memoryRow(host: Host): Row {
  const rest: readonly CommandLine[] = [
    ['vpcctl', 'list'],
    ['vpcctl', 'show', 'v0'],
    ['vpcctl', 'history'],
    ['vpcctl', 'reach', 'v0/s0', 'v0/s0:22'],
    ['vpcctl', 'journal', 'verify'],
    ['vpcctl', 'delete-vpc', 'v0'],
  ];
  for (const command of rest) host.measure(command, { expect: [0, 1] });
  const all = [...host.memory].sort(([, one], [, other]) => other - one);
  return {
    what: 'memory of any command',
    unit: 'MB',
    measured: Math.max(...host.memory.values()),
    limit: ALLOWED_MEMORY,
    from: all
      .map(([name, megabytes]) => `${name.replace('vpcctl ', '')} ${Math.round(megabytes)}`)
      .join(', '),
  };
}

function profile({ root, directory }: Bench, on: Host, command: CommandLine): string {
  return whereTimeGoes({ root, directory, on }, command);
}
