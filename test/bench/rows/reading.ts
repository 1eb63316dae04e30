/** The commands that only read: with one subnet, with 1,000, and behind a long journal. */

import { whereTimeGoes } from '../measure/profile.js';
import { run } from '../measure/program.js';
import { Costs, interleave } from '../measure/statistics.js';
import { ms } from '../report/figures.js';
import { measurePlugins } from '../tutorial/plugins.js';
import type { Bench, Part } from './bench.js';
import { explained, type Row } from './row.js';

/** A command line of vpcctl on one state directory, and what it may cost. */
export interface Question {
  readonly what: string;
  readonly args: readonly string[];
  /** The state directory. */
  readonly state: string;
  /** Bare starts of Node; null where nothing is asked. */
  readonly limit: number | null;
  /** Exit codes that are no failure. */
  readonly expect?: readonly number[];
}

/** Bare starts of Node that a command may cost. */
const ALLOWED_STARTS = 2;

/** Milliseconds that an installed plugin may add to a command that does not use it. */
const ALLOWED_PER_PLUGIN = 5;

export const reading: Part = {
  name: 'reading',
  title: 'Commands that read',
  isLarge: false,
  async run(bench) {
    const plugin = measurePlugins(bench);
    return [
      ...ask(bench, await questions(bench)),
      {
        what: 'what an installed plugin adds to a `list` that does not use it',
        unit: 'ms',
        measured: plugin,
        limit: ALLOWED_PER_PLUGIN,
        from: 'the medians with ten and with none',
      },
    ];
  },
};

async function questions(bench: Bench): Promise<Question[]> {
  bench.say('writing the state directories of large networks');
  const size = { vpcs: 20, subnets: bench.many(1000), rules: bench.many(10_000) };
  const entries = bench.many(100_000);
  const states = [
    ['one subnet', await bench.writeState({ vpcs: 1, subnets: 1, rules: 0 })],
    [`${size.subnets} subnets`, await bench.writeState(size)],
    [`and ${entries} entries`, await bench.writeState({ ...size, entries })],
  ] as const;
  const commands = [['list'], ['show', 'v0'], ['history', '-n', '20']] as const;
  const limited = states.flatMap(([name, state]) =>
    commands.map((args): Question => {
      return { what: `\`${args.join(' ')}\`, ${name}`, args, state, limit: ALLOWED_STARTS };
    }),
  );
  const whole = states.slice(0, 2).map(([name, state], at): Question => {
    const limit = at === 0 ? ALLOWED_STARTS : null;
    return { what: `\`history\`, ${name}`, args: ['history'], state, limit };
  });
  return [...limited, ...whole];
}

/** Asks all questions in each round, in turn, and starts Node bare beside each. */
export function ask(bench: Bench, questions: readonly Question[]): Row[] {
  const costs = new Costs();
  for (const order of interleave(questions, bench.rounds)) {
    for (const question of order) {
      costs.add(question.what, bench.measure(lineOf(question), optionsOf(question)));
      costs.add('bare', bench.bare());
    }
  }
  const bare = costs.of('bare').processor;
  return questions.map((question) => {
    const { processor, wall } = costs.of(question.what);
    const row: Row = {
      what: question.what,
      unit: 'starts',
      measured: processor / bare,
      limit: question.limit,
      from: `${ms(processor)} (wall ${ms(wall)}), bare ${ms(bare)}`,
    };
    return explained(row, () => [where(bench, question)]);
  });
}

/** Where the time of a question goes. */
export function where({ root, directory }: Bench, question: Question): string {
  const runner = { root, directory, on: { run } };
  return whereTimeGoes(runner, lineOf(question), optionsOf(question));
}

const lineOf = ({ args }: Question) => ['vpcctl', ...args] as const;

function optionsOf({ state, expect = [0] }: Question) {
  return { env: { ...process.env, VPCCTL_HOME: state }, expect };
}
