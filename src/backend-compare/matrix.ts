import type { Firewall, FirewallRule } from '../features/firewall/state.js';
import { type Lowered, type ReachModel, reachModelOf } from '../model/reach/index.js';
import { choose } from './choose.js';
import type { Matrix, MatrixFlow, Surroundings, Target } from './flow.js';
import { placeholdersOf } from './placeholders.js';
import { HOST, targetsOf, workloadsOf } from './places.js';
import { interestingPorts } from './ports.js';

/** A matrix, and how many flows there would be without a limit. */
export interface LimitedMatrix extends Matrix {
  readonly possible: number;
}

/**
 * The flows by which two packet filters for one state can be told apart. They go from every
 * workload, the host and the internet to every workload, gateway, the host and the internet:
 * echoes, and tcp and udp on the ports that policies name and that are forwarded. The same state
 * gives the same flows. Pure.
 * @param limit the most flows; where there are more, some of every pair of workloads are chosen
 */
export function matrixOf(
  lowered: Lowered,
  surroundings: Surroundings,
  limit: number,
): LimitedMatrix {
  const { missing } = placeholdersOf(lowered.state);
  const whole = reachModelOf(lowered);
  const model = {
    ...whole,
    workloads: whole.workloads.filter(({ name }) => !missing.includes(name)),
  };
  const workloads = workloadsOf(model, surroundings);
  const pairs = workloads.flatMap(({ name }) =>
    targetsOf(model, name, surroundings).map((target) => flowsBetween(model, name, target)),
  );
  const flows = choose(pairs, limit);
  const named = new Set(flows.flatMap(({ from, address }) => [from, address]));
  const idle = model.workloads.filter(
    ({ name, addresses }) => !named.has(name) && !addresses.some(({ text }) => named.has(text)),
  );
  return {
    flows,
    possible: pairs.flat().length,
    ports: { tcp: targetPorts(model, 'tcp'), udp: targetPorts(model, 'udp') },
    // A workload that has a probed address in another VPC stays, to show if it answers by mistake.
    workloads: workloads.filter(({ name }) => !idle.some((workload) => workload.name === name)),
  };
}

/** An echo first, then the ports, tcp and udp by turns. */
function flowsBetween(model: ReachModel, from: string, target: Target): MatrixFlow[] {
  const rules: FirewallRule[] = [
    ...(policyOf(model, from)?.egress ?? []),
    ...(policyOf(model, target.workload)?.ingress ?? []),
  ];
  const flow = (protocol: MatrixFlow['protocol'], port: number): MatrixFlow => ({
    from,
    to: target.name,
    address: target.address,
    protocol,
    port,
  });
  const ports = (protocol: 'tcp' | 'udp') => [
    ...new Set([...interestingPorts(rules, protocol), ...forwardedPorts(model, protocol, target)]),
  ];
  const [tcp, udp] = [ports('tcp'), ports('udp')];
  const byTurns = Array.from({ length: Math.max(tcp.length, udp.length) }, (_, index) => [
    ...tcp.slice(index, index + 1).map((port) => flow('tcp', port)),
    ...udp.slice(index, index + 1).map((port) => flow('udp', port)),
  ]);
  return [flow('icmp', 0), ...byTurns.flat()];
}

/**
 * The first and last port of forwards to one workload. Which of several gets a packet is left to
 * chance.
 */
function forwardedPorts(
  { forwards }: ReachModel,
  protocol: 'tcp' | 'udp',
  target: Target,
): number[] {
  return forwards
    .filter(
      ({ listen, targets, protocol: its }) =>
        its === protocol &&
        targets.length === 1 &&
        (listen === null ? target.workload === HOST : listen === target.address),
    )
    .flatMap(({ ports }) => [ports.from, ports.to]);
}

/** The ports of the targets for the first and last port of each forward. */
function targetPorts({ forwards }: ReachModel, protocol: 'tcp' | 'udp'): number[] {
  return forwards
    .filter((forward) => forward.protocol === protocol)
    .flatMap(({ targets, ports: { from, to } }) =>
      targets.flatMap(({ port }) => [port, port + to - from]),
    );
}

function policyOf({ workloads, policies }: ReachModel, name: string): Firewall | undefined {
  const group = workloads.find((workload) => workload.name === name)?.group;
  return group === undefined ? undefined : policies[group];
}
