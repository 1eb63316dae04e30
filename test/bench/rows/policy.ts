/** A policy of 10,000 rules, beside `nft -f` of the same and beside a policy of ten. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../measure/host.js';
import { whereTimeGoes } from '../measure/profile.js';
import type { CommandLine } from '../measure/program.js';
import { Costs } from '../measure/statistics.js';
import { ms } from '../report/figures.js';
import type { Bench, Part } from './bench.js';
import { explained, type Row } from './row.js';

/** How much more applying a policy may cost than `nft -f`, and a change of a rule than of ten. */
const ALLOWED_BESIDE_NFT = 1.5;
const ALLOWED_BESIDE_TEN = 1.3;

export const policy: Part = {
  name: 'policy',
  title: 'A policy of 10,000 rules',
  isLarge: false,
  async run(bench) {
    const count = bench.many(10_000);
    const [host, plain] = [await bench.openHost(), await bench.openHost()];
    host.mustRun(['vpcctl', 'create-vpc', 'v0', '10.0.0.0/16']);
    for (const [name, at] of [
      ['many', 1],
      ['ten', 2],
    ] as const) {
      host.mustRun(['vpcctl', 'add-subnet', 'v0', name, `10.0.${at}.0/24`, '--type', 'public']);
    }
    const files = filesFor(bench, count);
    const apply = (subnet: string, file: string): CommandLine => [
      ...(['vpcctl', 'apply-firewall', 'v0', subnet, file] as const),
    ];
    const costs = new Costs();
    for (let round = 1; round <= bench.fewRounds; round++) {
      bench.say(`round ${round} of ${bench.fewRounds}`);
      plain.mustRun(['nft', 'flush', 'ruleset']);
      costs.add('nft', plain.measure(['nft', '-f', files.nft]));
      costs.add('apply', host.measure(apply('many', files.many)));
      host.mustRun(apply('ten', files.ten));
      costs.add('change', host.measure(apply('many', files.manyChanged)));
      costs.add('change of ten', host.measure(apply('ten', files.tenChanged)));
      for (const subnet of ['many', 'ten'])
        host.mustRun(['vpcctl', 'clear-firewall', 'v0', subnet]);
    }
    return rowsOf(bench, host, costs, {
      count,
      apply: apply('many', files.many),
      change: apply('many', files.manyChanged),
    });
  },
};

interface Lines {
  readonly count: number;
  readonly apply: CommandLine;
  readonly change: CommandLine;
}

function rowsOf(bench: Bench, host: Host, costs: Costs, { count, apply, change }: Lines): Row[] {
  const [applied, nft] = [costs.of('apply'), costs.of('nft')];
  const [changed, ten] = [costs.of('change'), costs.of('change of ten')];
  const runner = { root: bench.root, directory: bench.directory, on: host };
  const rows: Row[] = [
    {
      what: `apply ${count} rules, beside \`nft -f\` of the same`,
      unit: 'times',
      measured: applied.processor / nft.processor,
      limit: ALLOWED_BESIDE_NFT,
      from: `${ms(applied.processor)} (wall ${ms(applied.wall)}), ${ms(nft.processor)} (wall ${ms(nft.wall)})`,
    },
    {
      what: `change one of ${count} rules, beside one of ten`,
      unit: 'times',
      measured: changed.processor / ten.processor,
      limit: ALLOWED_BESIDE_TEN,
      from: `${ms(changed.processor)} (wall ${ms(changed.wall)}), ${ms(ten.processor)} (wall ${ms(ten.wall)})`,
    },
  ];
  // The second can only be profiled where the first has just been done.
  const [first, second] = [whereTimeGoes(runner, apply), whereTimeGoes(runner, change)];
  return rows.map((row, at) => explained(row, () => [at === 0 ? first : second]));
}

/** Writes the policies, and the same as a file of nft. */
function filesFor({ directory }: Bench, count: number) {
  const write = (name: string, text: string) => {
    const file = join(directory, name);
    writeFileSync(file, text);
    return file;
  };
  const policyFile = (name: string, network: string, rules: number, last: number) =>
    write(name, JSON.stringify({ subnet: network, ingress: ruleList(rules, last) }));
  return {
    many: policyFile('many.json', '10.0.1.0/24', count, FIRST_PORT),
    manyChanged: policyFile('many-changed.json', '10.0.1.0/24', count, FIRST_PORT + 1),
    ten: policyFile('ten.json', '10.0.2.0/24', 10, FIRST_PORT),
    tenChanged: policyFile('ten-changed.json', '10.0.2.0/24', 10, FIRST_PORT + 1),
    nft: write('many.nft', rulesOfNft(count)),
  };
}

const FIRST_PORT = 50_000;

/** Rules of both verdicts by turns, from sources of their own: none can be joined. */
function ruleList(count: number, lastPort: number) {
  return Array.from({ length: count }, (_, n) => ({
    protocol: 'tcp',
    port: n === count - 1 ? lastPort : 1000 + n,
    action: n % 2 === 0 ? 'allow' : 'deny',
    source: `198.18.${Math.floor(n / 250)}.${(n % 250) + 1}/32`,
  }));
}

function rulesOfNft(count: number): string {
  const rules = ruleList(count, FIRST_PORT).map(({ port, action, source }) => {
    const verdict = action === 'allow' ? 'accept' : 'drop';
    return `ip saddr ${source.replace('/32', '')} tcp dport ${port} ${verdict}`;
  });
  return ['table inet bench {', 'chain in {', ...rules, '}', '}', ''].join('\n');
}
