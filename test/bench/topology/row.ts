/** A topology file of 40 lines that stands for 1,000 subnets in 20 VPCs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../measure/host.js';
import { whereTimeGoes } from '../measure/profile.js';
import type { CommandLine, Cost } from '../measure/program.js';
import { Costs } from '../measure/statistics.js';
import { ms } from '../report/figures.js';
import type { Bench, Part } from '../rows/bench.js';
import { explained, isMet, type Row } from '../rows/row.js';

const VPCS = 20;

/** How much more than a `replay` of the same network, with the reading of the file. */
const ALLOWED = 1.1;

/** Milliseconds a subnet that the reading of the file may take: what `export` and `plan` do. */
const ALLOWED_READING = 1;

const STEPS = ['plan', 'apply', 'export', 'apply again', 'destroy'] as const;

type Step = (typeof STEPS)[number];

export const topology: Part = {
  name: 'topology',
  title: 'A topology file of 40 lines',
  isLarge: true,
  async run(bench) {
    const subnets = bench.many(1000);
    const vpcs = Math.min(VPCS, subnets);
    const file = join(bench.newDirectory(), 'net.yaml');
    writeFileSync(file, fileOf(vpcs, Math.ceil(subnets / vpcs)));
    const commands = commandsOf(file);
    const costs = new Costs();
    for (let round = 1; round <= bench.fewRounds; round++) {
      bench.say(`round ${round} of ${bench.fewRounds}`);
      await measureRound(bench, costs, commands, subnets);
    }
    const rows = rowsOf(costs, { subnets, vpcs });
    if (rows.every((row) => isMet(row) !== false)) return rows;
    const where = await profileOf(bench, commands.apply);
    return rows.map((row) => explained(row, () => [where]));
  },
};

/** A file of 40 lines like those of users: names by ranges, and networks by expressions. */
export function fileOf(vpcs: number, each: number): string {
  const half = Math.max(1, Math.floor(each / 2));
  return `# Teams, each with a VPC of its own.
#
#   vpcctl apply -f teams.yaml
#
# To have more of them, without an edit:
#
#   vpcctl apply -f teams.yaml --set teams=30
name: teams

# --set gives each of these another value.
vars:
  # How many VPCs.
  teams: ${vpcs}
  # How many subnets each of them has: with a way to the internet, and without one.
  front: ${half}
  back: ${Math.max(1, each - half)}
  # Where the private ones begin.
  first: 100

vpcs:
  "v[n=1-\${teams}]":
    cidr: "10.\${n}.0.0/16"
    # The uplink follows the host.
    uplink: auto
    labels:
      team: "team-\${n}"
      stage: production
    limits:
      connections: 16384
      perWorkload: 2000
    subnets:
      # v1/front1 is 10.1.1.0/24.
      "front[1-\${front}]":
        cidr: "10.\${n}.\${i}.0/24"
        type: public

      # v1/back1 is 10.1.101.0/24.
      "back[1-\${back}]":
        cidr: "10.\${n}.\${first + i}.0/24"
        type: private
`;
}

const commandsOf = (file: string): Readonly<Record<Step, CommandLine>> => ({
  plan: ['vpcctl', 'plan', '-f', file],
  apply: ['vpcctl', 'apply', '-f', file, '--yes'],
  export: ['vpcctl', 'export'],
  'apply again': ['vpcctl', 'apply', '-f', file, '--yes'],
  destroy: ['vpcctl', 'destroy', '-f', file, '--yes'],
});

async function measureRound(
  bench: Bench,
  costs: Costs,
  commands: Readonly<Record<Step, CommandLine>>,
  subnets: number,
): Promise<void> {
  const host = await bench.openHost();
  for (const step of STEPS.filter((each) => each !== 'destroy')) {
    costs.add(step, each(host.measure(commands[step]), subnets));
  }
  costs.add('replay', each(await replayed(bench, host), subnets));
  costs.add('destroy', each(host.measure(commands.destroy), subnets));
  await bench.close(host);
}

/** What `replay` costs on an empty host that has the same journal. */
async function replayed(bench: Bench, host: Host): Promise<Cost> {
  const state = join(bench.newDirectory(), 'state');
  host.mustRun(['sh', '-c', 'cp -r "$VPCCTL_HOME" "$1"', 'sh', state]);
  const empty = await bench.openHostWith(state);
  const cost = empty.measure(['vpcctl', 'replay']);
  await bench.close(empty);
  return cost;
}

function each({ processor, wall }: Cost, count: number): Pick<Cost, 'processor' | 'wall'> {
  return { processor: processor / count, wall: wall / count };
}

function rowsOf(costs: Costs, { subnets, vpcs }: { subnets: number; vpcs: number }): Row[] {
  const replay = costs.of('replay');
  return STEPS.map((step): Row => {
    const { processor, wall } = costs.of(step);
    const isReading = step === 'export' || step === 'apply again';
    return {
      what: `\`${step}\`, a subnet of ${subnets} in ${vpcs} VPCs`,
      unit: 'ms',
      measured: processor,
      limit: isReading ? ALLOWED_READING : ALLOWED * replay.processor,
      from: `wall ${ms(wall)}; \`replay\` of the same ${ms(replay.processor)} (wall ${ms(replay.wall)})`,
    };
  });
}

async function profileOf(bench: Bench, apply: CommandLine): Promise<string> {
  const on = await bench.openHost();
  const { root, directory } = bench;
  return `apply, ${whereTimeGoes({ root, directory, on }, apply)}`;
}
