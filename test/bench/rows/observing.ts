/** What it costs a packet that it can be observed, while nobody does: beside plain rules. */
import { type VpcHost, vpcOn } from '../packets/hosts.js';
import { compilePingpong, pingpong, type Trips } from '../packets/pingpong.js';
import { Throughputs } from '../packets/throughputs.js';
import { unobserved } from '../packets/unobserved.js';
import type { Part } from './bench.js';
import { Medians } from './packets.js';
import type { Row } from './row.js';

const ALLOWED = 1.05;
const LEAST_THROUGHPUT = 1 / ALLOWED;
const FEW_RULES = 3;

export const observing: Part = {
  name: 'observing',
  title: 'Observing, while it is off',
  isLarge: false,
  async run(bench) {
    const program = compilePingpong(bench);
    const now = vpcOn(bench, await bench.openHost(), 'now', FEW_RULES, 'and TCP');
    const before = vpcOn(bench, await bench.openHost(), 'before', FEW_RULES, 'and TCP');
    const kinds = {
      established: new Medians(),
      new: new Medians(),
      denied: new Medians(),
    };
    const speeds = new Throughputs(now, before);
    for (let round = 1; round <= bench.rounds; round++) {
      bench.say(`round ${round} of ${bench.rounds}`);
      for (const host of [now, before]) host.rebuild();
      reload(now, (ruleset) => ruleset);
      reload(before, unobserved);
      const measure = (trips: Trips) =>
        kinds[trips.kind].add(pingpong(program, [now.way, before.way], trips));
      measure({ rounds: 20 * bench.rounds, trips: 500, kind: 'established' });
      measure({ rounds: 20 * bench.rounds, trips: 500, kind: 'denied' });
      // Ephemeral ports are few: connections of the round before are forgotten.
      for (const { host } of [now, before]) host.mustRun(['conntrack', '-F']);
      measure({ rounds: 20, trips: 100, kind: 'new' });
      speeds.measure();
    }
    const row = (what: string, times: Medians): Row => ({
      what: `${what}, beside rules that count and show nothing`,
      unit: 'times',
      measured: times.ratio('now', 'before'),
      limit: ALLOWED,
      from: `${times.of('now')}, ${times.of('before')}`,
    });
    return [
      row('an established packet', kinds.established),
      row('a new connection', kinds.new),
      row('a denied packet', kinds.denied),
      ...speeds.rows('rules that count and show nothing', LEAST_THROUGHPUT),
    ];
  },
};

/** Loads the ruleset of a host again, changed: both hosts that are compared get theirs this way. */
function reload({ host }: VpcHost, change: (ruleset: string) => string): void {
  const { stdout } = host.mustRun(['nft', 'list', 'ruleset']);
  host.mustRun(['nft', '-f', '-'], { input: `flush ruleset\n${change(stdout)}` });
}
