/** Questions to the model of the network. */
import { interleave, median, Samples } from '../measure/statistics.js';
import { ms } from '../report/figures.js';
import type { Part } from './bench.js';
import { ask, type Question, where } from './reading.js';
import { explained, type Row } from './row.js';

/** Bare starts of Node for one question, and seconds for all pairs. */
const ALLOWED_STARTS = 2.5;
const ALLOWED_SECONDS = 2;

/** `reach` answers no with 1. */
const ANSWERS = [0, 1];

export const reach: Part = {
  name: 'reach',
  title: 'Reach',
  isLarge: false,
  async run(bench) {
    const size = { vpcs: 20, subnets: bench.many(200), rules: bench.many(2000) };
    const middle = await bench.writeState({ ...size, vpcs: 10 });
    const large = await bench.writeState({
      ...{ vpcs: 20, subnets: bench.many(1000), rules: bench.many(10_000) },
    });
    const small = await bench.writeState({ vpcs: 1, subnets: 1, rules: 0 });
    const one = (state: string, subnets: number, limit: number | null): Question => ({
      what: `\`reach\`, one question, ${subnets} subnets`,
      args: ['reach', 'v0/s0', 'v0/s0:22'],
      ...{ state, limit, expect: ANSWERS },
    });
    const questions = [
      one(small, 1, ALLOWED_STARTS),
      one(middle, size.subnets, ALLOWED_STARTS),
      one(large, bench.many(1000), null),
    ];
    const matrices = [
      ['one port', ['reach', '--matrix', '--port', '22'], ALLOWED_SECONDS],
      ['icmp and all ports of the policies', ['reach', '--matrix'], null],
    ] as const;
    const seconds = new Samples();
    for (const order of interleave(matrices, bench.fewRounds)) {
      for (const [name, args] of order) {
        const env = { ...process.env, VPCCTL_HOME: middle };
        const cost = bench.measure(['vpcctl', ...args], { env, expect: ANSWERS });
        seconds.add(name, cost.wall / 1000);
        seconds.add(`processor, ${name}`, cost.processor);
      }
    }
    return [
      ...ask(bench, questions),
      ...matrices.map(([name, args, limit]): Row => {
        const what = `\`reach --matrix\`, ${size.subnets} subnets, ${name}`;
        const processor = median(seconds.of(`processor, ${name}`));
        const measured = median(seconds.of(name));
        const row: Row = { what, unit: 's', measured, limit, from: `processor ${ms(processor)}` };
        return explained(row, () => [
          where(bench, { what, args, state: middle, limit, expect: ANSWERS }),
        ]);
      }),
    ];
  },
};
