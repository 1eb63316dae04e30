/** The commands of the tutorial, beside bare starts of Node and beside a shell script. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { whereTimeGoes } from '../measure/profile.js';
import { run } from '../measure/program.js';
import { Costs, interleave } from '../measure/statistics.js';
import { ms } from '../report/figures.js';
import { checkBothWays } from '../tutorial/check.js';
import { Counter } from '../tutorial/count.js';
import { POLICY } from '../tutorial/scenario.js';
import { type Step, type Steps, steps, type Way } from '../tutorial/steps.js';
import type { Bench, Part } from './bench.js';
import { explained, isMet, type Row } from './row.js';

/** Bare starts of Node that a changing command may cost; and beside what its script costs. */
const ALLOWED_STARTS = 3;
const ALLOWED_BESIDE_SCRIPT = 2;

/** The only program that a command may start. Plugins have drivers that need others. */
const ALLOWED_PROGRAM = 'nft';

export const tutorial: Part = {
  name: 'tutorial',
  title: 'The commands of the tutorial',
  isLarge: false,
  async run(bench) {
    const plan = planOf(bench);
    bench.say('checking that vpcctl and the script make the same host');
    for (const line of checkBothWays(plan)) {
      bench.say(`the script builds something else; bring test/bench/tutorial up to date: ${line}`);
    }
    const costs = measureAll(bench, plan);
    const rows = changing(plan).map((step) => rowOf(step, costs));
    return rows.some((row) => isMet(row) === false) ? explainedRows(bench, plan, rows) : rows;
  },
};

export const programs: Part = {
  name: 'programs',
  title: 'Programs that a command starts',
  isLarge: false,
  async run(bench) {
    const plan = planOf(bench);
    const counter = new Counter();
    return all(plan).map((step): Row => {
      const started = counter.programsOf(step.vpcctl);
      const allowed = started.indexOf(ALLOWED_PROGRAM);
      return {
        what: step.name,
        unit: 'programs',
        measured: started.filter((_, at) => at !== allowed).length,
        limit: 0,
        from: started.join(', ') || 'none',
      };
    });
  },
};

function planOf({ root, directory }: Bench): Steps {
  const policy = join(directory, 'policy.json');
  writeFileSync(policy, JSON.stringify(POLICY));
  return steps(join(root, 'test', 'bench', 'tutorial', 'script'), policy);
}

/** Every round builds and removes everything, once each way; beside each step Node starts bare. */
function measureAll(bench: Bench, plan: Steps): Costs {
  const costs = new Costs();
  const lifecycle = (way: Way) => () => {
    for (const step of all(plan)) {
      const command = step[way];
      if (command === null) continue;
      costs.add(key(step, way), bench.measure(command));
      if (way === 'vpcctl') costs.add('bare', bench.bare());
    }
  };
  const ways = [lifecycle('vpcctl'), lifecycle('script')];
  for (const [round, order] of interleave(ways, bench.rounds).entries()) {
    bench.say(`round ${round + 1} of ${bench.rounds}`);
    for (const way of order) way();
  }
  return costs;
}

function rowOf(step: Step, costs: Costs): Row {
  const bare = costs.of('bare').processor;
  const [own, script] = [costs.of(key(step, 'vpcctl')), costs.of(key(step, 'script'))];
  const besideScript = script.processor / bare + ALLOWED_BESIDE_SCRIPT;
  return {
    what: step.name,
    unit: 'starts',
    measured: own.processor / bare,
    limit: Math.min(ALLOWED_STARTS, besideScript),
    from:
      `${ms(own.processor)} (wall ${ms(own.wall)}), bare ${ms(bare)}, ` +
      `script ${ms(script.processor)} (wall ${ms(script.wall)})`,
  };
}

/** Does all steps once more, with a profiler, and adds where the time of a missed one goes. */
function explainedRows(bench: Bench, plan: Steps, rows: readonly Row[]): Row[] {
  const runner = { root: bench.root, directory: bench.directory, on: { run } };
  const where = new Map(
    all(plan).map((step) => [step.name, whereTimeGoes(runner, step.vpcctl)] as const),
  );
  return rows.map((row) => explained(row, () => [where.get(row.what) ?? '']));
}

const all = ({ build, remove }: Steps): readonly Step[] => [...build, ...remove];

const changing = (plan: Steps) => all(plan).filter(({ script }) => script !== null);

const key = (step: Step, way: Way) => `${way}: ${step.name}`;
