import type { Protocol } from '@vpcctl/sdk';
import type { Endpoint, Flow, Service } from './flow.js';
import type { ReachModel, Rule } from './model.js';

const HOST: Endpoint = { kind: 'host' };
const TRANSPORTS = ['tcp', 'udp'] as const;
const INTERNET: Endpoint = { kind: 'internet' };

/** All ends of a matrix: the workloads of the VPCs, the host, and the internet. Pure. */
export function endsOf(model: ReachModel, vpcs: readonly string[]): Endpoint[] {
  const workloads = model.workloads.filter(({ vpc }) => vpcs.includes(vpc)).map(workloadEnd);
  return [...workloads, HOST, INTERNET];
}

/**
 * The services to check between each pair of ends: ping, and each port that a policy of the VPCs
 * names or a forward to them has; of a range, its first and last port. Pure.
 */
export function servicesOf(model: ReachModel, vpcs: readonly string[]): Service[] {
  const found = rulesOf(model, vpcs).flatMap(({ protocol, ports }): Service[] => {
    const transports = TRANSPORTS.filter((each) => protocol === 'all' || protocol === each);
    return ports === null
      ? []
      : transports.flatMap((each) =>
          [...new Set([ports.from, ports.to])].map((port) => ({ protocol: each, port })),
        );
  });
  const forwarded = model.forwards
    .filter(({ network }) => vpcs.includes(network.vpc.name))
    .flatMap(({ protocol, ports }): Service[] =>
      [...new Set([ports.from, ports.to])].map((port) => ({ protocol, port })),
    );
  const ping: Service = { protocol: 'icmp', port: null };
  const byText = new Map(
    [...found, ...forwarded].map((service) => [`${service.port}/${service.protocol}`, service]),
  );
  return [ping, ...[...byText.values()].sort((a, b) => (a.port ?? 0) - (b.port ?? 0))];
}

/**
 * The protocols that policies of the VPCs name, and that a matrix does not check by itself. Pure.
 */
export function uncheckedProtocols(model: ReachModel, vpcs: readonly string[]): Protocol[] {
  const checked: readonly string[] = [...TRANSPORTS, 'icmp'];
  const named = rulesOf(model, vpcs).flatMap(({ protocol }) =>
    protocol === 'all' || checked.includes(protocol) ? [] : [protocol],
  );
  return [...new Set(named)].sort();
}

function rulesOf({ policies }: ReachModel, vpcs: readonly string[]): Rule[] {
  return Object.values(policies)
    .filter(({ vpc }) => vpcs.includes(vpc))
    .flatMap(({ ingress, egress }) => [...(ingress ?? []), ...(egress ?? [])]);
}

/**
 * The flows from each end to each other end. Flows between two ends outside the VPCs are left out,
 * unless a port forward makes them a way into a VPC. Pure.
 */
export function flowsBetween(
  model: ReachModel,
  ends: readonly Endpoint[],
  services: readonly Service[],
): Flow[] {
  const isInto = ({ kind }: Endpoint) =>
    kind === 'workload' || (kind === 'host' && model.forwards.length > 0);
  return ends.flatMap((from) =>
    ends
      .filter((to) => to !== from && (from.kind === 'workload' || isInto(to)))
      .flatMap((to) => services.map((service) => ({ from, to, ...service }))),
  );
}

function workloadEnd({ name }: { name: string }): Endpoint {
  const [vpc = '', subnet = '', instance = null] = name.split('/');
  return { kind: 'workload', vpc, subnet, instance };
}
