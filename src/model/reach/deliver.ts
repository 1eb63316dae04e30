import { isAnyNetwork, isWithinAny } from '@vpcctl/sdk';
import { type Service, serviceText } from './flow.js';
import { workloadIn } from './lookup.js';
import type { HostService, ReachModel, VpcNetwork, Workload } from './model.js';
import { applyPolicy } from './policy.js';
import { allowing, at, denying, NOWHERE, passing, type Step, type Trace } from './verdict.js';

/** A packet; `destination` is null for any internet address that nothing names. */
export interface Packet extends Service {
  readonly destination: string | null;
}

/**
 * The last part of a way, into a VPC: the receiver's ingress policy and its route back.
 * @param source the sender's address, which the policy checks
 * @param seen the source address that the receiver sees and replies to
 */
export function* deliver(
  model: ReachModel,
  network: VpcNetwork,
  packet: Packet,
  source: string | null,
  seen = source,
): Trace {
  const router = routerName(network);
  const { destination } = packet;
  const receiver = workloadIn(model, network, destination);
  if (receiver === null) {
    const reason = `no workload of ${network.vpc.name} has ${destination}`;
    yield denying(router, reason, network.about);
    return NOWHERE;
  }
  if (!(yield* isPassed(applyPolicy(model, router, receiver, 'ingress', packet, source)))) {
    return NOWHERE;
  }
  if (!isRouted(receiver, seen)) {
    const back = seen ?? 'the internet';
    yield denying(receiver.name, `receives it, but has no route back to ${back}`, receiver.about);
    return NOWHERE;
  }
  yield passing(receiver.name, `receives it at ${destination}`, receiver.about);
  return at(receiver);
}

/** The host service that a workload connects to at its own gateway; null where there is none. */
export function serviceOf(
  { services }: ReachModel,
  workload: Workload,
  { protocol, port, destination }: Packet,
): HostService | null {
  const found = services.find(
    ({ network: { vpc }, addresses, ...service }) =>
      vpc.name === workload.vpc &&
      vpc.gateway === destination &&
      workload.addresses.some(({ text }) => addresses.includes(text)) &&
      service.protocol === protocol &&
      service.port === port,
  );
  return found ?? null;
}

/** The way to a host service, past the sender's egress policy, which sees the requested port. */
export function* serve(
  model: ReachModel,
  { network, about }: HostService,
  workload: Workload,
  packet: Packet,
): Trace {
  const router = routerName(network);
  const { destination } = packet;
  if (!(yield* isPassed(applyPolicy(model, router, workload, 'egress', packet, destination)))) {
    return NOWHERE;
  }
  const text = `the gateway of ${network.vpc.name} serves ${serviceText(packet)} to ${workload.name}`;
  yield allowing(router, text, about);
  return at('host');
}

/** Whether a workload sends packets for `address` to the VPC's router. */
export function isRouted({ routes }: Workload, address: string | null): boolean {
  return routes.some(isAnyNetwork) || (address !== null && isWithinAny(routes, address));
}

/** Yields a step that may end the way; returns whether the way goes on. */
export function* isPassed(step: Step): Generator<Step, boolean> {
  yield step;
  return step.allows !== false;
}

export function routerName({ vpc }: VpcNetwork): string {
  return `router ${vpc.name}`;
}
