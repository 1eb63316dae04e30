import type { State } from '@vpcctl/sdk';
import { selectFirewalls } from '../features/firewall/select.js';
import type { FirewallRule } from '../features/firewall/state.js';
import { selectSubnets } from '../features/subnet/select.js';
import { choose } from './choose.js';
import type { Matrix, MatrixFlow, Surroundings, Target } from './flow.js';
import { machinesOf, targetsOf } from './places.js';
import { interestingPorts } from './ports.js';

/** A matrix, and how many flows there would be without a limit. */
export interface LimitedMatrix extends Matrix {
  readonly possible: number;
}

/**
 * The flows by which two packet filters for one state can be told apart: from every subnet, the host and the internet
 * to every subnet, gateway, the host and the internet; echoes, and tcp and udp on the ports that policies name. The
 * same state gives the same flows. Pure.
 * @param limit of flows; where there are more, some of all pairs of machines are chosen
 */
export function matrixOf(state: State, surroundings: Surroundings, limit: number): LimitedMatrix {
  const machines = machinesOf(state, surroundings);
  const pairs = machines.flatMap(({ name }) =>
    targetsOf(state, name, surroundings).map((target) => flowsBetween(state, name, target)),
  );
  const flows = choose(pairs, limit);
  const named = new Set(flows.flatMap(({ from, address }) => [from, address]));
  const subnets = selectSubnets(state);
  return {
    flows,
    possible: pairs.flat().length,
    // Also who has an address in another VPC: it must not be the one to answer.
    machines: machines.filter(({ name }) => {
      const subnet = subnets[name];
      return subnet === undefined || named.has(name) || named.has(subnet.address);
    }),
  };
}

/** An echo first, then what the ports are, tcp and udp by turns. */
function flowsBetween(state: State, from: string, target: Target): MatrixFlow[] {
  const policies = selectFirewalls(state);
  const rules: FirewallRule[] = [
    ...(policies[from]?.egress ?? []),
    ...(policies[target.machine]?.ingress ?? []),
  ];
  const flow = (protocol: MatrixFlow['protocol'], port: number): MatrixFlow => ({
    from,
    to: target.name,
    address: target.address,
    protocol,
    port,
  });
  const [tcp, udp] = [interestingPorts(rules, 'tcp'), interestingPorts(rules, 'udp')];
  const byTurns = Array.from({ length: Math.max(tcp.length, udp.length) }, (_, index) => [
    ...tcp.slice(index, index + 1).map((port) => flow('tcp', port)),
    ...udp.slice(index, index + 1).map((port) => flow('udp', port)),
  ]);
  return [flow('icmp', 0), ...byTurns.flat()];
}
