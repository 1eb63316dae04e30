/** What flow logs cost a packet: beside the same VPC without them. */
import { type VpcHost, vpcOn } from '../packets/hosts.js';
import { compilePingpong, pingpong } from '../packets/pingpong.js';
import { Throughputs } from '../packets/throughputs.js';
import type { Bench, Part } from './bench.js';
import { Medians } from './packets.js';

/** At most a twentieth of the packets fewer, and of the bytes. */
const ALLOWED = 1.05;
const LEAST_THROUGHPUT = 0.95;
const FEW_RULES = 3;

export const flowLogs: Part = {
  name: 'flow-logs',
  title: 'Flow logs',
  isLarge: false,
  async run(bench) {
    const program = compilePingpong(bench);
    const off = vpcOn(bench, await bench.openHost(), 'off', FEW_RULES, 'and TCP');
    const on = await loggedVpc(bench);
    const established = new Medians();
    const fresh = new Medians();
    const speeds = new Throughputs(on, off);
    const trips = { rounds: 20 * bench.rounds, trips: 500, kind: 'established' } as const;
    const connections = { rounds: 20, trips: 100, kind: 'new' } as const;
    for (let round = 1; round <= bench.rounds; round++) {
      bench.say(`round ${round} of ${bench.rounds}`);
      off.rebuild();
      on.rebuild();
      on.host.mustRun(ENABLE);
      established.add(pingpong(program, [off.way, on.way], trips));
      // Ephemeral ports are few: connections of the round before are forgotten.
      for (const { host } of [off, on]) host.mustRun(['conntrack', '-F']);
      fresh.add(pingpong(program, [off.way, on.way], connections));
      speeds.measure();
    }
    return [
      {
        what: 'an established packet with flow logs, beside one without',
        unit: 'times',
        measured: established.ratio('on', 'off'),
        limit: ALLOWED,
        from: `${established.of('on')}, ${established.of('off')}`,
      },
      {
        what: 'a new connection of one packet each way with flow logs, beside one without',
        unit: 'times',
        measured: fresh.ratio('on', 'off'),
        limit: null,
        from: `${fresh.of('on')}, ${fresh.of('off')}`,
      },
      ...speeds.rows('one without flow logs', LEAST_THROUGHPUT),
    ];
  },
};

const ENABLE = ['vpcctl', 'flow-logs', 'enable', 'bench'] as const;

/** The service is at work, too: it shares the processors with the packets. */
async function loggedVpc(bench: Bench): Promise<VpcHost> {
  const vpc = vpcOn(bench, await bench.openHost(), 'on', FEW_RULES, 'and TCP');
  vpc.host.mustRun(ENABLE);
  vpc.host.mustRun(['sh', '-c', 'vpcctl flow-logs run >/dev/null 2>&1 </dev/null &']);
  return vpc;
}
