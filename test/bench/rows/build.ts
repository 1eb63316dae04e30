/** Building 1,000 subnets at once, and deleting them; beside other programs. */
import type { Host } from '../measure/host.js';
import { whereTimeGoes } from '../measure/profile.js';
import type { Cost } from '../measure/program.js';
import { Costs } from '../measure/statistics.js';
import { cni } from '../peers/cni.js';
import { netavark } from '../peers/netavark.js';
import { PER_BRIDGE, type Peer } from '../peers/peer.js';
import { shellScript } from '../peers/shell-script.js';
import { ms } from '../report/figures.js';
import type { Bench, Part } from './bench.js';
import { explained, isMet, type Row } from './row.js';

/** Milliseconds of processor time a subnet. */
const ALLOWED_EACH = 4;

/** How much more ten times as many may cost than ten times the cost. */
const ALLOWED_GROWTH = 1.2;

/** How many times faster than another program. */
const WANTED = 10;

/** vpcctl with a number of subnets, built by one `replay` on an empty host. */
interface Network {
  readonly subnets: number;
  readonly vpcs: number;
  readonly state: string;
}

export const build: Part = {
  name: 'build',
  title: 'Building and deleting many subnets',
  isLarge: true,
  async run(bench) {
    const networks = {
      large: await networkOf(bench, bench.many(1000)),
      small: await networkOf(bench, bench.many(100)),
    };
    const all = [shellScript(bench.root), cni(bench.peers), netavark(bench.peers)];
    const peers = all.filter((peer) => peer.isFound());
    for (const { name } of all.filter((peer) => !peers.includes(peer))) {
      bench.say(`${name} cannot be had, and is left out`);
    }
    const costs = new Costs();
    for (let round = 1; round <= bench.fewRounds; round++) {
      bench.say(`round ${round} of ${bench.fewRounds}`);
      await measureNetwork(bench, costs, 'large', networks.large);
      await measureNetwork(bench, costs, 'small', networks.small);
      for (const peer of peers) await measurePeer(bench, costs, peer, networks.small.subnets);
    }
    const rows = [
      ...ownRows(costs, networks),
      ...peers.flatMap((peer) => peerRows(costs, peer, networks)),
    ];
    if (rows.every((row) => isMet(row) !== false)) return rows;
    const where = await profiles(bench, networks.large);
    return rows.map((row) => explained(row, () => [where[stepOf(row)]]));
  },
};

const STEPS = ['build', 'delete'] as const;

type Step = (typeof STEPS)[number];

type Networks = Readonly<Record<'large' | 'small', Network>>;

async function networkOf(bench: Bench, subnets: number): Promise<Network> {
  const vpcs = Math.ceil(subnets / PER_BRIDGE);
  return { subnets, vpcs, state: await bench.writeState({ vpcs, subnets, rules: 0 }) };
}

async function measureNetwork(bench: Bench, costs: Costs, name: string, network: Network) {
  const host = await bench.openHostWith(network.state);
  costs.add(`build ${name}`, each(host.measure(['vpcctl', 'replay']), network.subnets));
  costs.add(`delete ${name}`, each(deleteAll(host, network.vpcs), network.subnets));
  await bench.close(host);
}

/** Deletes the VPCs one after the other, each with all its subnets. */
function deleteAll(host: Host, vpcs: number): Cost {
  const costs = Array.from({ length: vpcs }, (_, n) =>
    host.measure(['vpcctl', 'delete-vpc', `v${n}`]),
  );
  const sum = (of: 'processor' | 'wall') => costs.reduce((total, cost) => total + cost[of], 0);
  return { processor: sum('processor'), wall: sum('wall'), memory: 0 };
}

async function measurePeer(bench: Bench, costs: Costs, peer: Peer, subnets: number) {
  const host = await bench.openHost();
  costs.add(`build ${peer.name}`, each(peer.build(host, subnets), subnets));
  costs.add(`delete ${peer.name}`, each(peer.remove(host, subnets), subnets));
  await bench.close(host);
}

/** The cost of one of several. */
function each({ processor, wall }: Cost, count: number): Pick<Cost, 'processor' | 'wall'> {
  return { processor: processor / count, wall: wall / count };
}

function ownRows(costs: Costs, { large, small }: Networks): Row[] {
  return STEPS.flatMap((what): Row[] => {
    const [one, few] = [costs.of(`${what} large`), costs.of(`${what} small`)];
    const growth = `${large.subnets} beside ${small.subnets} subnets`;
    return [
      {
        what: `${what}, a subnet of ${large.subnets} in ${large.vpcs} VPCs`,
        unit: 'ms',
        measured: one.processor,
        limit: what === 'build' ? ALLOWED_EACH : null,
        from: `wall ${ms(one.wall)}; ${growthName(what)}`,
      },
      {
        what: `${what}, a subnet's cost among ${growth}`,
        unit: 'times',
        measured: one.processor / few.processor,
        limit: ALLOWED_GROWTH,
        from: `${ms(one.processor)}, ${ms(few.processor)}`,
      },
    ];
  });
}

const growthName = (what: Step) =>
  what === 'build' ? 'one `replay` on an empty host' : '`delete-vpc`, one after the other';

/** Where the time of building goes, and of deleting the first VPC. */
async function profiles(bench: Bench, { state }: Network): Promise<Record<Step, string>> {
  const host = await bench.openHostWith(state);
  const runner = { root: bench.root, directory: bench.directory, on: host };
  return {
    build: `replay, ${whereTimeGoes(runner, ['vpcctl', 'replay'])}`,
    delete: `delete-vpc, ${whereTimeGoes(runner, ['vpcctl', 'delete-vpc', 'v0'])}`,
  };
}

const stepOf = ({ what }: Row): Step => (what.startsWith('build') ? 'build' : 'delete');

function peerRows(costs: Costs, { name }: Peer, { large, small }: Networks): Row[] {
  return STEPS.map((what) => {
    const [own, other] = [costs.of(`${what} large`), costs.of(`${what} ${name}`)];
    return {
      what: `${what}, how much faster than ${name}`,
      unit: 'times',
      measured: other.processor / own.processor,
      limit: WANTED,
      atLeast: true,
      from:
        `a subnet: ${ms(other.processor)} of ${small.subnets} (wall ${ms(other.wall)}), ` +
        `vpcctl ${ms(own.processor)} of ${large.subnets}`,
    };
  });
}
