/** The way of a packet: beside a routed one without any ruleset, and with many VPCs or rules. */

import { median, Samples } from '../measure/statistics.js';
import { plainHost, type VpcHost, vpcOn } from '../packets/hosts.js';
import { compilePingpong, pingpong, type Trips, type Way } from '../packets/pingpong.js';
import type { Part } from './bench.js';
import { explained } from './row.js';

/** Beside a routed packet; with 200 VPCs beside one; with 1,000 rules beside three. */
const ALLOWED = 1.5;
const ALLOWED_MANY_VPCS = 1.05;
const ALLOWED_MANY_RULES = 1.2;

const FEW_RULES = 3;

export const packets: Part = {
  name: 'packets',
  title: 'The way of a packet',
  isLarge: false,
  async run(bench) {
    const program = compilePingpong(bench);
    const [vpcs, rules] = [bench.many(200), bench.many(1000)];
    const plain = await plainHost(bench);
    bench.say(`building ${vpcs} VPCs`);
    const crowd = await bench.writeState({ vpcs, subnets: vpcs, rules: 0 });
    const crowded = await bench.openHostWith(crowd);
    crowded.mustRun(['vpcctl', 'replay']);
    const hosts = {
      one: vpcOn(bench, await bench.openHost(), 'one', FEW_RULES),
      crowded: vpcOn(bench, crowded, 'crowded', FEW_RULES),
      rules: vpcOn(bench, await bench.openHost(), 'rules', rules),
    };
    const established = new Medians();
    const fresh = new Medians();
    const trips = { rounds: 20 * bench.rounds, trips: 500, kind: 'established' } as const;
    const connections = { rounds: 20, trips: 100, kind: 'new' } as const;
    for (let load = 1; load <= bench.rounds; load++) {
      bench.say(`round ${load} of ${bench.rounds}`);
      for (const host of Object.values(hosts)) host.rebuild();
      established.add(pingpong(program, [plain.way, hosts.one.way, hosts.crowded.way], trips));
      // Ephemeral ports are few: connections of the round before are forgotten.
      for (const { host } of [hosts.one, hosts.rules]) host.mustRun(['conntrack', '-F']);
      fresh.add(pingpong(program, [hosts.one.way, hosts.rules.way], connections));
    }
    const beside = established.ratio('one', 'plain');
    return [
      explained(
        {
          ...times('an established packet between two subnets, beside a routed one', beside),
          limit: ALLOWED,
          from: `${established.of('one')}, ${established.of('plain')}`,
        },
        () => [withoutPolicy(program, hosts.one, plain.way, trips)],
      ),
      explained(
        {
          ...times(
            `the same where ${vpcs} VPCs were there before, beside one VPC`,
            established.ratio('crowded', 'one'),
          ),
          limit: ALLOWED_MANY_VPCS,
          from: `${established.of('crowded')}, ${established.of('one')}`,
        },
        () => [withoutPolicy(program, hosts.crowded, plain.way, trips)],
      ),
      explained(
        {
          ...times(
            `a new connection that the last of ${rules} rules allows, beside ${FEW_RULES} rules`,
            fresh.ratio('rules', 'one'),
          ),
          limit: ALLOWED_MANY_RULES,
          from: `${fresh.of('rules')}, ${fresh.of('one')}`,
        },
        () => [withoutPolicy(program, hosts.rules, plain.way, connections)],
      ),
    ];
  },
};

const times = (what: string, measured: number) => ({ what, unit: 'times', measured }) as const;

/** The same packets when all tables are gone: what is left is the bridge, and the routing. */
function withoutPolicy(program: string, { host, way }: VpcHost, plain: Way, trips: Trips): string {
  const measure = () => {
    const medians = new Medians();
    medians.add(pingpong(program, [plain, way], trips));
    return [medians.nanoseconds(way.name), medians.nanoseconds(plain.name)] as const;
  };
  const [before, routed] = measure();
  host.mustRun(['nft', 'flush', 'ruleset']);
  const [after] = measure();
  return (
    `of ${Math.round(before - routed)} ns more than the routed packet, the packet filter and ` +
    `conntrack take ${Math.round(before - after)}, the bridge and the rules of routing ` +
    `${Math.round(after - routed)}`
  );
}

/** Times by the name of the way: a median of each load of the rules. */
export class Medians {
  readonly #samples = new Samples();

  add(times: ReadonlyMap<string, readonly number[]>): void {
    for (const [name, each] of times) this.#samples.add(name, median(each));
  }

  nanoseconds(name: string): number {
    return median(this.#samples.of(name));
  }

  of(name: string): string {
    return `${name} ${Math.round(this.nanoseconds(name))} ns`;
  }

  /** The median of the ratios of each load. */
  ratio(one: string, other: string): number {
    const others = this.#samples.of(other);
    return median(this.#samples.of(one).map((time, at) => time / (others[at] ?? Number.NaN)));
  }
}
