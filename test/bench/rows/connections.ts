/** Deleting a subnet that has live connections, and beside many connections of other ones. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../measure/host.js';
import { whereTimeGoes } from '../measure/profile.js';
import type { CommandLine } from '../measure/program.js';
import { Costs, interleave } from '../measure/statistics.js';
import { ms } from '../report/figures.js';
import type { Bench, Part } from './bench.js';
import { explained, type Row } from './row.js';

/** How much more it may cost: with connections of the subnet itself, and of other ones. */
const ALLOWED = { live: 2, full: 4 } as const;

/** Ports of a sender that has connections to all ports of a receiver. */
const PORTS = 50_000;

/** No connection ends by itself meanwhile, in seconds. */
const PATIENCE = 3600;

const REMOVE: CommandLine = ['vpcctl', 'delete-subnet', 'v0', 'gone'];
const ADD: CommandLine = [
  ...(['vpcctl', 'add-subnet', 'v0', 'gone', '10.0.9.0/24', '--type', 'public'] as const),
];

type Name = 'none' | 'live' | 'full';

export const connections: Part = {
  name: 'connections',
  title: 'Deleting a subnet that has connections',
  isLarge: false,
  async run(bench) {
    const counts = { none: 0, live: bench.many(10_000), full: bench.many(100_000) };
    const hosts = {
      none: await openHost(bench),
      live: await openHost(bench),
      full: await openHost(bench),
    };
    connect(bench, hosts.full, 'v0-s0', '10.0.2.1', counts.full);
    const costs = new Costs();
    const prepare = (name: Name) => {
      hosts[name].mustRun(ADD);
      if (name === 'live') connect(bench, hosts.live, 'v0-gone', '10.0.2.1', counts.live);
    };
    const names: readonly Name[] = ['none', 'live', 'full'];
    for (const order of interleave(names, bench.fewRounds)) {
      for (const name of order) {
        prepare(name);
        costs.add(name, hosts[name].measure(REMOVE));
      }
    }
    const row = (name: 'live' | 'full', what: string): Row => {
      const [own, none] = [costs.of(name), costs.of('none')];
      const row: Row = {
        what: `\`delete-subnet\` with ${what}, beside the same with none`,
        unit: 'times',
        measured: own.processor / none.processor,
        limit: ALLOWED[name],
        from: `${ms(own.processor)} (wall ${ms(own.wall)}), ${ms(none.processor)} (wall ${ms(none.wall)})`,
      };
      return explained(row, () => {
        prepare(name);
        const { root, directory } = bench;
        return [whereTimeGoes({ root, directory, on: hosts[name] }, REMOVE)];
      });
    };
    return [
      row('live', `${counts.live} live connections`),
      row('full', `${counts.full} connections of other subnets`),
    ];
  },
};

/** A host with a VPC of two subnets, in which connections stay. */
async function openHost(bench: Bench): Promise<Host> {
  const host = await bench.openHost();
  host.mustRun(['vpcctl', 'create-vpc', 'v0', '10.0.0.0/16']);
  for (const at of [0, 1]) {
    host.mustRun([
      'vpcctl',
      'add-subnet',
      'v0',
      `s${at}`,
      `10.0.${at + 1}.0/24`,
      '--type',
      'public',
    ]);
  }
  return host;
}

/**
 * Gives a host connections of UDP from a namespace. A real packet opens one, and the kernel is told
 * of the others: a workload may not open that many, and the kernel counts them one by one.
 * @throws Error where the kernel has fewer in its table
 */
function connect({ directory }: Bench, host: Host, from: string, to: string, count: number): void {
  const packet = `echo >/dev/udp/${to}/1`;
  host.mustRun(['ip', 'netns', 'exec', from, 'bash', '-c', packet]);
  const opened = host.mustRun(['conntrack', '-L', '-o', 'save', '-p', 'udp', '-d', to]).stdout;
  const [, zone, source] = / --orig-zone (\d+) -s (\S+) /.exec(opened) ?? [];
  if (zone === undefined || source === undefined) throw new Error(`no connection: ${opened}`);
  const all = Array.from({ length: count }, (_, n) => {
    const [sender, receiver] = [10_000 + Math.floor(n / PORTS), 1 + (n % PORTS)];
    return [
      `-A -t ${PATIENCE} -u UNSET --orig-zone ${zone} -m ${zone} -p udp`,
      `-s ${source} -d ${to} --sport ${sender} --dport ${receiver}`,
      `-r ${to} -q ${source} --reply-port-src ${receiver} --reply-port-dst ${sender}\n`,
    ].join(' ');
  });
  const file = join(directory, 'connections');
  writeFileSync(file, all.join(''));
  host.mustRun(['conntrack', '--load-file', file]);
  const tracked = Number(host.mustRun(['conntrack', '-C']).stdout);
  if (tracked < 0.98 * count)
    throw new Error(`only ${tracked} of ${count} connections are tracked`);
}
